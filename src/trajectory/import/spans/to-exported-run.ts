import type { ExportedRun } from "../exported/exported-run.js";
import { textAt } from "./attributes.js";
import type { SpanContents } from "./contents.js";
import { isGenAi, readGenAi } from "./gen-ai.js";
import { isLangfuse, readLangfuse } from "./langfuse.js";
import { isOpenInference, readOpenInference } from "./open-inference.js";
import type { TraceSpan } from "./span.js";

const TYPES = new Map([
  ["LLM", "llm"],
  ["TOOL", "tool"],
  ["CHAIN", "chain"],
  ["AGENT", "chain"],
]);

/** The conventions, in the order of preference where a span follows several. */
const CONVENTIONS = [
  { applies: isOpenInference, read: readOpenInference },
  { applies: isGenAi, read: readGenAi },
  { applies: isLangfuse, read: readLangfuse },
] as const;

/** Converts a span to a run. `markNodes` adds its position in the graph. */
export function toExportedRun(span: TraceSpan): ExportedRun {
  const { metadata, missing, extra, ...contents } = readContents(span);
  return {
    id: span.id,
    parentId: span.parentId,
    name: nameOf(span),
    type: TYPES.get(span.kind ?? "") ?? "other",
    startedAt: span.startedAt,
    endedAt: span.endedAt,
    order: "",
    tags: [],
    error: span.error,
    extra: { ...extra, metadata },
    missing: span.isEndAssumed ? [...missing, "timing"] : missing,
    ...contents,
  };
}

function nameOf({ kind, name, attributes: { tree } }: TraceSpan): string {
  if (kind === "TOOL") return textAt(tree, "tool.name") ?? textAt(tree, "gen_ai.tool.name") ?? name;
  return (kind === "AGENT" ? textAt(tree, "gen_ai.agent.name") : undefined) ?? name;
}

/** Of several conventions, the one that lacks least is used. Metadata can be in any of them. */
function readContents(span: TraceSpan): SpanContents {
  const found = CONVENTIONS.filter(({ applies }) => applies(span)).map(({ read }) => read(span));
  const [best = EMPTY] = found.toSorted((a, b) => a.missing.length - b.missing.length);
  return { ...best, metadata: Object.assign({}, ...found.map(({ metadata }) => metadata)) };
}

const EMPTY: SpanContents = {
  inputs: {},
  outputs: undefined,
  extra: {},
  missing: [],
  metadata: {},
};
