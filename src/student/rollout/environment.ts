import type { StructuredToolInterface } from "@langchain/core/tools";
import {
  createToolCaller,
  defineTools,
  openConversation,
} from "../../distill/episode/call-tool.js";
import type { Trajectory } from "../../trajectory/trajectory.js";
import type { Dataset, RecommendationTask } from "../../types.js";
import { readLines } from "../language/read-answer.js";
import type { ReadLine } from "../language/read-line.js";
import { readSignatures, type ToolSignature } from "../language/signatures.js";
import { readTask, type StudentTask } from "../language/task-reader.js";

/** Where rollouts happen: the tasks of one split and the real tools over an index that was fitted for it. */
export interface Environment {
  readonly tools: Trajectory["tools"];
  readonly signatures: ReadonlyMap<string, ToolSignature>;
  /** The user's message that opens a conversation. */
  opening(task: RecommendationTask): string;
  /** The task as a student reads it out of the opening. */
  read(task: RecommendationTask): StudentTask;
  /** A tool's answer. A call that was made before on the same task is answered from memory. */
  call(task: RecommendationTask, name: string, given: Record<string, unknown>): Promise<Answer>;
  /** Forgets the answers. */
  forget(): void;
}

/** A tool's answer as text, and the lines that can be read of it. */
export interface Answer {
  readonly text: string;
  readonly lines: readonly ReadLine[];
}

export function createEnvironment({
  tools,
  dataset,
}: {
  readonly tools: readonly StructuredToolInterface[];
  readonly dataset: Pick<Dataset, "items" | "clock">;
}): Environment {
  const offered = defineTools(tools);
  const callTool = createToolCaller(tools);
  const openings = new Map<string, { readonly text: string; readonly task: StudentTask }>();
  const answers = new Map<string, Promise<Answer>>();
  const opened = (task: RecommendationTask) => {
    const known = openings.get(task.id);
    if (known !== undefined) return known;
    const text = openConversation(task, dataset)[1]?.content ?? "";
    const opening = { text, task: readTask(text) };
    openings.set(task.id, opening);
    return opening;
  };
  const ask = async (task: RecommendationTask, name: string, given: Record<string, unknown>) => {
    const { content: text } = await callTool({ task, name, arguments: given });
    return { text, lines: readLines(text, opened(task).task) };
  };
  return {
    tools: offered,
    signatures: readSignatures(offered),
    opening: (task) => opened(task).text,
    read: (task) => opened(task).task,
    call(task, name, given) {
      const key = `${task.id}\n${name}\n${JSON.stringify(given)}`;
      const answer = answers.get(key) ?? ask(task, name, given);
      answers.set(key, answer);
      return answer;
    },
    forget() {
      openings.clear();
      answers.clear();
    },
  };
}
