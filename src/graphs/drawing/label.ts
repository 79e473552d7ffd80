import type { HTMLString } from "@viz-js/viz";
import { SMALL_PRINT } from "./style.js";

export interface SmallPrint {
  readonly kind: keyof typeof SMALL_PRINT;
  readonly text: string;
}

/** A name with smaller lines below it, shown letter by letter whatever they hold. */
export function createLabel(name: string, lines: readonly SmallPrint[] = []): HTMLString {
  const small = lines.map(
    ({ kind, text }) =>
      `<font point-size="10" color="${SMALL_PRINT[kind]}">${escapeMarkup(text)}</font>`,
  );
  return { html: [escapeMarkup(name), ...small].join("<br/>") };
}

/** Graphviz replaces `\N` by the name of the node, in markup too. */
function escapeMarkup(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("\\", "\\\\")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
