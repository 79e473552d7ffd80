import {
  BaseChatModel,
  type BaseChatModelCallOptions,
  type BindToolsInput,
} from "@langchain/core/language_models/chat_models";
import { AIMessage, type BaseMessage, type ToolCall } from "@langchain/core/messages";
import type { ChatResult } from "@langchain/core/outputs";
import { convertToOpenAITool } from "@langchain/core/utils/function_calling";
import { createRandom, hash32 } from "../../random.js";
import {
  formatCategoryCounts,
  parseCategoryCounts,
  type CategoryCounts,
} from "../../text/category-counts.js";
import { quoteData } from "../../text/data-text.js";
import { parseHistoryLine } from "../../text/history-line.js";
import { readConversation, type Conversation } from "./conversation.js";
import { nextCall } from "./inquiry.js";
import { plan } from "./planner.js";
import { rank } from "./ranker.js";
import { reflect } from "./reflector.js";
import { report } from "./report.js";

export interface OfflineModelOptions {
  /** Decides what sampling above temperature 0 gives. Default 1. */
  readonly seed?: number;
  /** 0 to any positive number; only the ranker samples. Default 0. */
  readonly temperature?: number;
}

interface OfflineCallOptions extends BaseChatModelCallOptions {
  readonly tools?: readonly ReturnType<typeof convertToOpenAITool>[];
}

/**
 * Rules behind the chat-model interface: no LLM. It reads the same prompts and tool answers as an LLM would, as text, and
 * decides by fixed rules: which agents to ask, which evidence to read, whether reports contradict each other, how to rank.
 * It has access to nothing but its messages. Token counts are estimates (a token every four characters).
 */
export class OfflineModel extends BaseChatModel<OfflineCallOptions> {
  readonly seed: number;
  readonly temperature: number;

  constructor({ seed = 1, temperature = 0 }: OfflineModelOptions = {}) {
    super({});
    this.seed = seed;
    this.temperature = temperature;
  }

  static override lc_name(): string {
    return "OfflineModel";
  }

  override _llmType(): string {
    return "offline";
  }

  override invocationParams(options?: this["ParsedCallOptions"]) {
    return { model: "offline", temperature: this.temperature, tools: options?.tools };
  }

  override bindTools(tools: BindToolsInput[], options?: Partial<OfflineCallOptions>) {
    return this.withConfig({ tools: tools.map((tool) => convertToOpenAITool(tool)), ...options });
  }

  override async _generate(
    messages: BaseMessage[],
    options: this["ParsedCallOptions"],
  ): Promise<ChatResult> {
    const tools = (options.tools ?? []).map((tool) => tool.function.name);
    const { content, calls } = this.#answer(readConversation(messages, tools), messages);
    const message = new AIMessage({
      content,
      tool_calls: calls,
      response_metadata: { model_name: "offline" },
    });
    const read = messages.reduce((length, { text }) => length + text.length, 0);
    const usage_metadata = estimateUsage(read, content.length + JSON.stringify(calls).length);
    Object.assign(message, { usage_metadata });
    return { generations: [{ text: content, message }] };
  }

  #answer(
    conversation: Conversation,
    messages: readonly BaseMessage[],
  ): { content: string; calls: ToolCall[] } {
    const { role, observations } = conversation;
    const call = ROLES.has(role) ? undefined : nextCall(conversation);
    if (call === undefined)
      return { content: JSON.stringify(this.#reply(conversation, messages)), calls: [] };
    const id = `call_${role}_${observations.length + 1}`;
    return {
      content: "",
      calls: [{ id, name: call.name, args: { ...call.arguments }, type: "tool_call" as const }],
    };
  }

  #reply(conversation: Conversation, messages: readonly BaseMessage[]): object {
    switch (conversation.role) {
      case "planner":
        return plan(conversation);
      case "reflector":
        return reflect(conversation);
      case "ranker":
        return rank(conversation, {
          temperature: this.temperature,
          random: this.#random(messages),
        });
      case "summarizer":
        return summarize(conversation);
      default:
        return report(conversation);
    }
  }

  #random(messages: readonly BaseMessage[]) {
    return createRandom(this.seed, "offline", hash32(messages.map(({ text }) => text).join("\n")));
  }
}

function estimateUsage(charactersRead: number, charactersWritten: number) {
  const input_tokens = Math.ceil(charactersRead / 4);
  const output_tokens = Math.ceil(charactersWritten / 4);
  return { input_tokens, output_tokens, total_tokens: input_tokens + output_tokens };
}

const ROLES: ReadonlySet<string> = new Set(["planner", "reflector", "ranker", "summarizer"]);

const LISTED = 6;

/** Folds a window of history into the summary so far: category counts, and where the latest window differs. */
export function summarize({ sections }: Conversation) {
  const before = readCounts(sections.get("Summary so far") ?? "");
  const lines = (sections.get("Window") ?? "")
    .split("\n")
    .flatMap((line) => parseHistoryLine(line) ?? []);
  const fresh = lines.filter(({ position }) => position > before.last);
  const counts = new Map(before.counts);
  for (const category of fresh.flatMap(({ item }) => item.categories)) {
    counts.set(category, (counts.get(category) ?? 0) + 1);
  }
  const last = fresh.at(-1)?.position ?? before.last;
  const listed = formatCategoryCounts(top(counts));
  const typical = lines.slice(-2).map(({ item }) => quoteData(item.title));
  return {
    summary: `Up to choice ${last}: ${listed || "no categories"}. Latest: ${typical.join(", ")}.`,
  };
}

function top(counts: CategoryCounts): CategoryCounts {
  return new Map([...counts].sort(([, first], [, second]) => second - first).slice(0, LISTED));
}

function readCounts(summary: string): { last: number; counts: CategoryCounts } {
  const [, last = "0", listed = ""] = /^Up to choice (\d+): (.*?)\. Latest:/m.exec(summary) ?? [];
  return { last: Number(last), counts: parseCategoryCounts(listed) };
}
