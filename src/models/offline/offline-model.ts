import {
  BaseChatModel,
  type BaseChatModelCallOptions,
  type BaseChatModelParams,
  type BindToolsInput,
  type LangSmithParams,
} from "@langchain/core/language_models/chat_models";
import { AIMessage, type BaseMessage, type ToolCall } from "@langchain/core/messages";
import type { ChatResult } from "@langchain/core/outputs";
import { convertToOpenAITool } from "@langchain/core/utils/function_calling";
import { assertIntegers } from "../../assert.js";
import { createRandom, hash32 } from "../../random.js";
import { toLangSmithParams } from "../langsmith-params.js";
import { nextCalls } from "./next-call.js";
import { plan } from "./planner.js";
import { rank } from "./ranker.js";
import { recommendAlone } from "./recommend.js";
import { reflect } from "./reflector.js";
import { report } from "./report.js";
import { updateSummary } from "./summarizer.js";
import { readRoleRequest, type RoleRequest } from "./role-request.js";
import { warnUnknownTools } from "./warn-unknown-tools.js";

/** Options of {@link OfflineModel}, besides those of every chat model of LangChain, such as `callbacks` and `cache`. */
export interface OfflineModelOptions extends BaseChatModelParams {
  /** Seed of the sampling above temperature 0. Default 1. */
  readonly seed?: number;
  /** At least 0. Only the ranker samples. Default 0. */
  readonly temperature?: number;
  /** Number of leading items that the ranker explains, at least 0. Default 3: more makes trajectories longer, not rankings better. */
  readonly explained?: number;
}

interface OfflineCallOptions extends BaseChatModelCallOptions {
  readonly tools?: readonly ReturnType<typeof convertToOpenAITool>[];
}

/**
 * A chat model that follows fixed rules instead of calling an LLM. It parses the prompts and tool answers in its messages, and
 * has no other information. The rules decide which agents to ask, which evidence to read, whether reports contradict each
 * other, and how to rank. Token counts are estimates: one token per four characters.
 *
 * @example
 * ```ts
 * import {
 *   createTasks,
 *   createTeacher,
 *   createTools,
 *   fitCollaborativeIndex,
 *   fitInteractions,
 *   loadDataset,
 *   OfflineModel,
 *   toGraphInput,
 *   visible,
 * } from "langgraph-star";
 *
 * const sizes = { users: 60, items: 80, interactions: 1_200 };
 * const dataset = await loadDataset({ name: "synthetic", sizes });
 * const sequences = fitInteractions(dataset, "test");
 * const index = await fitCollaborativeIndex({ sequences, items: dataset.items.keys() });
 * const llm = new OfflineModel({ temperature: 0 });
 * const teacher = createTeacher({ llm, tools: createTools({ index, dataset }) }).compile();
 * for (const task of createTasks(dataset, { split: "test", limit: 1 }).tasks) {
 *   const context = { task: visible(task) };
 *   const { ranking } = await teacher.invoke(toGraphInput(task, dataset), { context });
 *   console.log(ranking.length); // 20
 * }
 * ```
 */
export class OfflineModel extends BaseChatModel<OfflineCallOptions> {
  readonly seed: number;
  readonly temperature: number;
  readonly explained: number;

  /** @throws {StarError} `INVALID_ARGUMENT` if `explained` is no integer of at least 0. */
  constructor({ seed = 1, temperature = 0, explained = 3, ...params }: OfflineModelOptions = {}) {
    super(params);
    assertIntegers({ explained }, { least: 0 });
    this.explained = explained;
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

  /** What tells two models apart in a cache of LangChain. */
  override _identifyingParams() {
    const { temperature, seed, explained } = this;
    return { model: "offline", temperature, seed, explained };
  }

  override getLsParams(options: this["ParsedCallOptions"]): LangSmithParams {
    const { temperature } = this;
    return toLangSmithParams({ model: "offline", temperature, stop: options.stop });
  }

  override bindTools(tools: BindToolsInput[], options?: Partial<OfflineCallOptions>) {
    return this.withConfig({ tools: tools.map((tool) => convertToOpenAITool(tool)), ...options });
  }

  override async _generate(
    messages: BaseMessage[],
    options: this["ParsedCallOptions"],
  ): Promise<ChatResult> {
    options.signal?.throwIfAborted();
    const tools = (options.tools ?? []).map((tool) => tool.function.name);
    const request = readRoleRequest(messages, tools);
    warnUnknownTools(request);
    const { content, calls } = this.#answer(request, messages);
    const message = new AIMessage({
      content,
      tool_calls: calls,
      response_metadata: { model_name: "offline" },
    });
    const inputLength = messages.reduce((length, { text }) => length + text.length, 0);
    const outputLength = content.length + JSON.stringify(calls).length;
    const usage_metadata = estimateUsage(inputLength, outputLength);
    Object.assign(message, { usage_metadata });
    return { generations: [{ text: content, message }] };
  }

  #answer(
    request: RoleRequest,
    messages: readonly BaseMessage[],
  ): { content: string; calls: ToolCall[] } {
    const { role, observations } = request;
    const planned = ROLES_WITHOUT_TOOLS.has(role) ? [] : nextCalls(request);
    if (planned.length === 0) {
      return { content: JSON.stringify(this.#reply(request, messages)), calls: [] };
    }
    const calls = planned.map((call, index) => ({
      id: `call_${role}_${observations.length + index + 1}`,
      name: call.name,
      args: { ...call.arguments },
      type: "tool_call" as const,
    }));
    return { content: "", calls };
  }

  #reply(request: RoleRequest, messages: readonly BaseMessage[]): object {
    switch (request.role) {
      case "planner":
        return plan(request);
      case "reflector":
        return reflect(request);
      case "ranker":
        return rank(request, {
          temperature: this.temperature,
          explained: this.explained,
          random: this.#random(messages),
        });
      case "summarizer":
        return updateSummary(request);
      case "assistant":
      case "recommender":
        return recommendAlone(request);
      default:
        return report(request);
    }
  }

  #random(messages: readonly BaseMessage[]) {
    return createRandom(this.seed, "offline", hash32(messages.map(({ text }) => text).join("\n")));
  }
}

function estimateUsage(inputLength: number, outputLength: number) {
  const input_tokens = Math.ceil(inputLength / 4);
  const output_tokens = Math.ceil(outputLength / 4);
  return { input_tokens, output_tokens, total_tokens: input_tokens + output_tokens };
}

const ROLES_WITHOUT_TOOLS: ReadonlySet<string> = new Set([
  "planner",
  "reflector",
  "ranker",
  "summarizer",
]);
