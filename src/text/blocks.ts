import { toPythonJson } from "../json.js";

/** Kinds of tagged blocks that a student writes. */
export const BLOCK_KINDS = ["plan", "analysis", "reflection", "recommend"] as const;
/** One of {@link BLOCK_KINDS}. */
export type BlockKind = (typeof BLOCK_KINDS)[number];

/** The text between two tags, without the newlines next to them. */
export interface Block {
  readonly kind: BlockKind | "tool_call";
  readonly text: string;
}

/** The blocks of one assistant turn. */
interface ReadBlocks {
  readonly blocks: readonly Block[];
  /** True if a tag is nested, unclosed or stray. `blocks` then ends before that tag. */
  readonly isBroken: boolean;
  /** The text after the last block; empty if `isBroken`. */
  readonly after: string;
}

/**
 * A tool call as Qwen3's chat template prints it, in hermes form.
 *
 * @param given - The arguments; text is taken as JSON and printed unchanged.
 */
export function writeCall(name: string, given: Readonly<Record<string, unknown>> | string): string {
  const json = typeof given === "string" ? given : toPythonJson(given);
  return `<tool_call>\n{"name": "${name}", "arguments": ${json}}\n</tool_call>`;
}

/** `<plan>`, the text and `</plan>` on separate lines. */
export function writeBlock({ kind, text }: Block): string {
  return `<${kind}>\n${text}\n</${kind}>`;
}

const TAG = /<(\/?)(plan|analysis|reflection|recommend|tool_call|tool_response)>/g;

/** Splits one assistant turn into blocks. A `<tool_response>` tag counts as broken: only tools write it. */
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
