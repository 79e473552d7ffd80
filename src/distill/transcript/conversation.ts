import type { Step, Trajectory } from "../../trajectory/trajectory.js";

/** Arguments of a tool call, parsed. */
export type ToolArguments = Exclude<Extract<Step, { kind: "tool_call" }>["arguments"], string>;

/** A tool call in OpenAI's format, with `arguments` as an object and without an id, as chat templates expect it. */
export interface ToolCall {
  readonly type: "function";
  readonly function: { readonly name: string; readonly arguments: ToolArguments };
}

/** A chat message as a server receives it. */
export type Message =
  | { readonly role: "system" | "user"; readonly content: string }
  | {
      readonly role: "assistant";
      readonly content: string;
      readonly tool_calls?: readonly ToolCall[];
    }
  | { readonly role: "tool"; readonly name: string; readonly content: string };

/** Input of a chat template: the offered tools and the messages. */
export interface Conversation {
  readonly tools: Trajectory["tools"];
  readonly messages: readonly Message[];
  /** Number of leading messages that are context only: assistant messages among them are not trained. Default 0. */
  readonly context?: number;
}
