import type { MessageRecord } from "./model-call.js";

/** The text of a message: its text blocks, joined. */
export function textOf({ content }: MessageRecord): string {
  return typeof content === "string" ? content : textBlocks(content).join("");
}

function textBlocks(blocks: Exclude<MessageRecord["content"], string>): string[] {
  return blocks.flatMap(({ type, text }) =>
    type === "text" && typeof text === "string" ? [text] : [],
  );
}
