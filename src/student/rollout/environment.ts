import type { StructuredToolInterface } from "@langchain/core/tools";
import {
  createToolCaller,
  toPromptMessages,
  toEpisodeTools,
} from "../../distill/episode/call-tool.js";
import type { Trajectory } from "../../trajectory/trajectory.js";
import type { Dataset, RecommendationTask } from "../../types.js";
import type { AnswerLine } from "../language/read-answer-line.js";
import { readAnswerLines } from "../language/read-answer.js";
import { readSignatures, type ToolSignature } from "../language/signatures.js";
import { readTask, type StudentTask } from "../language/task-reader.js";

/** Prompts and tools for the rollouts of one split. The tools use an index that was fitted for that split. */
export interface RolloutEnvironment {
  readonly tools: Trajectory["tools"];
  readonly signatures: ReadonlyMap<string, ToolSignature>;
  /** The user message that begins a conversation. */
  prompt(task: RecommendationTask): string;
  /** The task as a student parses it from the prompt. */
  studentTask(task: RecommendationTask): StudentTask;
  /** Calls a tool. Answers are cached per task, tool and arguments. */
  callTool(
    task: RecommendationTask,
    name: string,
    given: Record<string, unknown>,
  ): Promise<ToolAnswer>;
  /** Empties the caches of prompts and answers. */
  clear(): void;
}

/** A tool's answer and its parsed lines. */
export interface ToolAnswer {
  readonly text: string;
  readonly lines: readonly AnswerLine[];
}

/** Options of {@link createRolloutEnvironment}. */
export interface RolloutEnvironmentOptions {
  readonly tools: readonly StructuredToolInterface[];
  readonly dataset: Pick<Dataset, "items" | "clock">;
}

/** Creates an environment that calls the given tools. */
export function createRolloutEnvironment({
  tools,
  dataset,
}: RolloutEnvironmentOptions): RolloutEnvironment {
  const definitions = toEpisodeTools(tools);
  const callTool = createToolCaller(tools);
  const prompts = new Map<string, { readonly text: string; readonly task: StudentTask }>();
  const answers = new Map<string, Promise<ToolAnswer>>();
  const promptOf = (task: RecommendationTask) => {
    const cached = prompts.get(task.id);
    if (cached !== undefined) return cached;
    const text = toPromptMessages(task, dataset)[1]?.content ?? "";
    const prompt = { text, task: readTask(text) };
    prompts.set(task.id, prompt);
    return prompt;
  };
  const answerOf = async (
    task: RecommendationTask,
    name: string,
    given: Record<string, unknown>,
  ) => {
    const { content: text } = await callTool({ task, name, arguments: given });
    return { text, lines: readAnswerLines(text, promptOf(task).task) };
  };
  return {
    tools: definitions,
    signatures: readSignatures(definitions),
    prompt: (task) => promptOf(task).text,
    studentTask: (task) => promptOf(task).task,
    callTool(task, name, given) {
      const key = `${task.id}\n${name}\n${JSON.stringify(given)}`;
      const answer = answers.get(key) ?? answerOf(task, name, given);
      answers.set(key, answer);
      return answer;
    },
    clear() {
      prompts.clear();
      answers.clear();
    },
  };
}
