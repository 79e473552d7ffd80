import { type BaseMessage, isAIMessage } from "@langchain/core/messages";
import { type BlockKind, readBlocks } from "../../../distill/linear/blocks.js";

/** What a student said between its tags: null and none where it said nothing. */
export interface Reasoning {
  readonly plan: string | null;
  readonly analyses: string[];
  readonly reflection: string | null;
}

/** What a student thought on the way. A phase that it wrote in several parts is joined by blank lines. */
export function readReasoning(messages: readonly BaseMessage[]): Reasoning {
  const blocks = messages.filter(isAIMessage).flatMap(({ text }) => readBlocks(text).blocks);
  const said = (kind: BlockKind) =>
    blocks.filter((block) => block.kind === kind).map(({ text }) => text);
  const joined = (kind: BlockKind) => said(kind).join("\n\n") || null;
  return { plan: joined("plan"), analyses: said("analysis"), reflection: joined("reflection") };
}
