/** What a student writes between tags of its own. */
export const BLOCK_KINDS = ["plan", "analysis", "reflection", "recommend"] as const;
export type BlockKind = (typeof BLOCK_KINDS)[number];

/** A stretch of text between tags, without the newlines next to them. */
export interface Block {
  readonly kind: BlockKind | "tool_call";
  readonly text: string;
}

export interface ReadBlocks {
  readonly blocks: readonly Block[];
  /** Whether a tag is nested, unclosed or stray. Blocks before it are read, nothing after it. */
  readonly isBroken: boolean;
  /** What stands after the last block. */
  readonly after: string;
}

/** `<plan>`, the text and `</plan>`, each on lines of its own. */
export function writeBlock({ kind, text }: Block): string {
  return `<${kind}>\n${text}\n</${kind}>`;
}

const TAG = /<(\/?)(plan|analysis|reflection|recommend|tool_call|tool_response)>/g;

/** Reads what an assistant wrote in one turn. `<tool_response>` is not for it to write. */
export function readBlocks(content: string): ReadBlocks {
  const blocks: Block[] = [];
  let open: { kind: Block["kind"]; from: number } | undefined;
  let end = 0;
  for (const { 0: tag, 1: slash, 2: name, index } of content.matchAll(TAG)) {
    const after = index + tag.length;
    if (open === undefined && slash === "" && isBlockKind(name)) {
      open = { kind: name, from: after };
    } else if (open !== undefined && slash === "/" && name === open.kind) {
      blocks.push({ kind: open.kind, text: withoutEdges(content.slice(open.from, index)) });
      open = undefined;
      end = after;
    } else {
      return { blocks, isBroken: true, after: "" };
    }
  }
  return { blocks, isBroken: open !== undefined, after: content.slice(end) };
}

function isBlockKind(name: string | undefined): name is Block["kind"] {
  return name !== undefined && name !== "tool_response";
}

function withoutEdges(text: string): string {
  return text.replace(/^\n/, "").replace(/\n$/, "");
}
