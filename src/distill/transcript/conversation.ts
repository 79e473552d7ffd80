import type { Step, Trajectory } from "../../trajectory/trajectory.js";

export type ToolArguments = Exclude<Extract<Step, { kind: "tool_call" }>["arguments"], string>;

/** OpenAI's form, with arguments as an object and without ids: what chat templates take. */
export interface ToolCall {
  readonly type: "function";
  readonly function: { readonly name: string; readonly arguments: ToolArguments };
}

/** A message exactly as a server gets it, one call a turn at most. */
export type Message =
  | { readonly role: "system" | "user"; readonly content: string }
  | {
      readonly role: "assistant";
      readonly content: string;
      readonly tool_calls?: readonly [ToolCall];
    }
  | { readonly role: "tool"; readonly name: string; readonly content: string };

/** What a student is trained on and asked with: the tools on offer, and the messages. */
export interface Conversation {
  readonly tools: Trajectory["tools"];
  readonly messages: readonly Message[];
}
