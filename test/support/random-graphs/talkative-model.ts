import { BaseChatModel } from "@langchain/core/language_models/chat_models";
import { AIMessage, type BaseMessage } from "@langchain/core/messages";
import type { ChatResult } from "@langchain/core/outputs";
import { convertToOpenAITool } from "@langchain/core/utils/function_calling";
import type { StructuredTool } from "@langchain/core/tools";
import type { Random } from "../../../src/random.js";

/** What one call was given and answered, noted by the model itself and not by a recorder. */
export interface Heard {
  readonly input: readonly string[];
  readonly output: string;
  /** Names of the offered tools. */
  readonly tools: readonly string[];
  readonly callIds: readonly string[];
  /** True for a reply that must never be trained: cut off, with hidden reasoning, of a failed attempt, or with an edited call. */
  isSpoiled: boolean;
}

/** `role: text`, then one line per tool call. */
export function noteMessage(message: BaseMessage): string {
  const roles: Record<string, string> = { human: "user", ai: "assistant" };
  const type = message.getType();
  const calls = AIMessage.isInstance(message) ? (message.tool_calls ?? []) : [];
  const text =
    typeof message.content === "string" ? message.content : JSON.stringify(message.content);
  const lines = calls.map(({ name, args }) => `${name} ${JSON.stringify(args)}`);
  return [`${roles[type] ?? type}: ${text}`, ...lines].join("\n");
}

interface TalkativeOptions {
  readonly random: Random;
  readonly heard: Heard[];
  readonly tools?: readonly StructuredTool[];
}

let replies = 0;

/** A chat model that says random things, calls random tools, and notes what it heard. It reports its tools as real models do. */
export class TalkativeModel extends BaseChatModel {
  readonly #options: TalkativeOptions;

  constructor(options: TalkativeOptions) {
    super({});
    this.#options = options;
  }

  _llmType(): string {
    return "talkative";
  }

  override bindTools(tools: StructuredTool[]): TalkativeModel {
    return new TalkativeModel({ ...this.#options, tools });
  }

  override invocationParams() {
    const { tools = [] } = this.#options;
    return tools.length === 0 ? {} : { tools: tools.map((tool) => convertToOpenAITool(tool)) };
  }

  async _generate(messages: BaseMessage[]): Promise<ChatResult> {
    const { heard, tools = [] } = this.#options;
    const { message, isSpoiled } = this.#reply(messages);
    heard.push({
      input: messages.map(noteMessage),
      output: noteMessage(message),
      tools: tools.map(({ name }) => name),
      callIds: (message.tool_calls ?? []).map(({ id }) => id ?? ""),
      isSpoiled,
    });
    return { generations: [{ text: message.text, message }] };
  }

  #reply(messages: readonly BaseMessage[]): { message: AIMessage; isSpoiled: boolean } {
    const { random, tools = [] } = this.#options;
    const chance = (probability: number) => random() < probability;
    const number = ++replies;
    const asked = messages.filter((message) => message.getType() === "tool").length;
    const calls = tools.length > 0 && asked < 4 && chance(0.6) ? (chance(0.3) ? 2 : 1) : 0;
    const cut = chance(0.05);
    const reasoning = chance(0.05);
    const message = new AIMessage({
      content: calls > 0 && chance(0.3) ? "" : `${pick(random, TEXTS)} ${number}`,
      tool_calls: Array.from({ length: calls }, (_, index) => ({
        id: `call_${number}_${index}`,
        name: pick(random, tools).name,
        args: {
          text: pick(random, TEXTS),
          ...(chance(0.3) && { depth: Math.floor(random() * 9) }),
        },
        type: "tool_call",
      })),
      response_metadata: { finish_reason: cut ? "length" : "stop" },
      additional_kwargs: reasoning ? { reasoning_content: "hm" } : {},
    });
    return { message, isSpoiled: cut || reasoning };
  }
}

/** Plain words, JSON, markup, thoughts, several lines. */
const TEXTS = [
  "So it is.",
  '{"answer": 42, "sure": true}',
  "<p>One</p>",
  "<think>\nfirst\n</think>\nthen",
  "a line\nand another",
  "ein Wörtchen 字",
  "1 < 2 && 3 > 2",
];

/** One element. */
export function pick<Value>(random: Random, values: readonly Value[]): Value {
  const value = values[Math.floor(random() * values.length)];
  if (value === undefined) throw new Error("There is nothing to pick from.");
  return value;
}
