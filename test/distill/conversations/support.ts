import { BaseChatModel } from "@langchain/core/language_models/chat_models";
import { AIMessage, HumanMessage, type BaseMessage } from "@langchain/core/messages";
import type { ChatResult } from "@langchain/core/outputs";
import { tool, type StructuredTool } from "@langchain/core/tools";
import { convertToOpenAITool } from "@langchain/core/utils/function_calling";
import { expect } from "vitest";
import { z } from "zod";
import type { EditedMode } from "../../../src/distill/conversations/judge-calls.js";
import { toConversationRows } from "../../../src/distill/conversations/to-rows.js";
import type { Message } from "../../../src/distill/transcript/conversation.js";
import {
  listModelCalls,
  toTrajectory,
  TrajectoryRecorder,
  type Trajectory,
} from "../../../src/entries/recorder.js";
import type { MessageRecord } from "../../../src/trajectory/model-call.js";
import { noteMessage } from "../../support/random-graphs/talkative-model.js";

type Reply = AIMessage | Error | ((messages: readonly BaseMessage[]) => AIMessage);

/** What a model noted itself of one call; no `said` for a call that failed. */
interface Note {
  readonly told: readonly string[];
  readonly said: string | null;
}

/** A model that gives its replies in order, and notes what it was told. It reports its tools as real models do. */
export class ScriptedModel extends BaseChatModel {
  readonly notes: Note[];
  readonly #replies: Reply[];
  readonly #tools: readonly StructuredTool[];

  constructor(replies: Reply[], tools: readonly StructuredTool[] = [], notes: Note[] = []) {
    super({ maxRetries: 0 });
    this.#replies = replies;
    this.#tools = tools;
    this.notes = notes;
  }

  _llmType(): string {
    return "scripted";
  }

  override bindTools(tools: StructuredTool[]): ScriptedModel {
    return new ScriptedModel(this.#replies, tools, this.notes);
  }

  override invocationParams() {
    const tools = this.#tools.map((entry) => convertToOpenAITool(entry));
    return tools.length === 0 ? {} : { tools };
  }

  async _generate(messages: BaseMessage[]): Promise<ChatResult> {
    const next = this.#replies.shift();
    const told = messages.map(noteMessage);
    const reply = typeof next === "function" ? next(messages) : next;
    if (reply === undefined) throw new Error(`No reply is left for ${told.join("; ")}.`);
    this.notes.push({ told, said: reply instanceof Error ? null : noteMessage(reply) });
    if (reply instanceof Error) throw reply;
    return { generations: [{ text: reply.text, message: reply }] };
  }
}

export const script = (...replies: Reply[]) => new ScriptedModel(replies);

type Call = readonly [name: string, args: object, id: string];

/** A reply with tool calls. */
export function say(content: string, ...calls: readonly Call[]): AIMessage {
  const tool_calls = calls.map(([name, args, id]) => ({ name, args: { ...args }, id }));
  return new AIMessage({ content, tool_calls });
}

export const find = tool(async ({ id }: { id: string }) => `found ${id}`, {
  name: "find",
  description: "Finds.",
  schema: z.object({ id: z.string() }),
});

export const send = tool(async ({ to }: { to: string }) => `sent to ${to}`, {
  name: "send",
  description: "Sends.",
  schema: z.object({ to: z.string() }),
});

export const ask = (text: string) => ({ messages: [new HumanMessage(text)] });

/** Converts the only recording in memory. */
function takeTrajectory(recorder: TrajectoryRecorder): Trajectory {
  const context = { task: null, fingerprint: "v1", temperature: null, outcome: null };
  return toTrajectory(recorder.take(), { id: "run", ...context });
}

type Options = { callbacks: TrajectoryRecorder[] };

/** Records one or more calls of one execution. */
export async function record(run: (options: Options) => Promise<unknown>): Promise<Trajectory> {
  const recorder = new TrajectoryRecorder();
  await run({ callbacks: [recorder] });
  return takeTrajectory(recorder);
}

/** Expects that the model calls are those that the models noted, in any order. */
export function expectTold(
  trajectory: Trajectory,
  ...models: readonly Pick<ScriptedModel, "notes">[]
): void {
  const recorded = listModelCalls(trajectory).map(({ input, output }): Note => {
    return { told: input.map(noteRecord), said: output === null ? null : noteRecord(output) };
  });
  expect(sorted(recorded)).toEqual(sorted(models.flatMap(({ notes }) => notes)));
}

const sorted = (notes: readonly Note[]) => notes.map((note) => JSON.stringify(note)).sort();

function noteRecord({ role, content, calls = [] }: MessageRecord): string {
  const text = typeof content === "string" ? content : JSON.stringify(content);
  const lines = calls.map((call) => `${call.name} ${JSON.stringify(call.arguments)}`);
  return [`${role}: ${text}`, ...lines].join("\n");
}

/**
 * The rows of a trajectory, and the verdict on every call. A row is the agent, then one line a message: `role: text`, with the calls
 * after ` | `. Trained messages begin with `*`.
 */
export function rowsOf(trajectory: Trajectory, edited: EditedMode = "mask") {
  const { rows, verdicts } = toConversationRows(trajectory, {
    edited,
    findFault: () => undefined,
  });
  return {
    verdicts,
    rows: rows.map(({ agent, conversation: { messages, context = 0 } }) => [
      agent,
      ...messages.map((message, index) =>
        index >= context && message.role === "assistant"
          ? `*${noteWritten(message)}`
          : noteWritten(message),
      ),
    ]),
  };
}

function noteWritten(message: Message): string {
  const calls = message.role === "assistant" ? (message.tool_calls ?? []) : [];
  const lines = calls.map(
    ({ function: { name, arguments: args } }) => `${name} ${JSON.stringify(args)}`,
  );
  return [`${message.role}: ${message.content}`, ...lines].join(" | ");
}
