import type { StructuredToolInterface } from "@langchain/core/tools";
import { createToolCaller } from "../../distill/episode/call-tool.js";
import { defineTools } from "../../distill/episode/define-tools.js";
import { openConversation } from "../../distill/episode/open-conversation.js";
import type { Trajectory } from "../../distill/trajectory.js";
import type { Dataset, RecommendationTask } from "../../types.js";
import { readSignatures, type ToolSignature } from "../rendering/signatures.js";

/** Where rollouts happen: the tasks of one split and the real tools over an index that was fitted for it. */
export interface Environment {
  readonly tools: Trajectory["tools"];
  readonly signatures: ReadonlyMap<string, ToolSignature>;
  /** The user's message that opens a conversation. */
  opening(task: RecommendationTask): string;
  /** A tool's answer. A call that was made before on the same task is answered from memory. */
  call(task: RecommendationTask, name: string, given: Record<string, unknown>): Promise<string>;
  /** Forgets the answers. */
  forget(): void;
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
  const answers = new Map<string, Promise<string>>();
  return {
    tools: offered,
    signatures: readSignatures(offered),
    opening: (task) => openConversation(task, dataset)[1]?.content ?? "",
    call(task, name, given) {
      const key = `${task.id}\n${name}\n${JSON.stringify(given)}`;
      const answer = answers.get(key) ?? callTool({ task, name, arguments: given }).then(({ content }) => content);
      answers.set(key, answer);
      return answer;
    },
    forget: () => answers.clear(),
  };
}
