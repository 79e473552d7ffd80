import type { HTMLString } from "@viz-js/viz";
import { SMALL_PRINT } from "./style.js";

/** A line of smaller text below a name. */
export interface SmallPrint {
  readonly kind: keyof typeof SMALL_PRINT;
  readonly text: string;
}

/** A name with smaller lines below it; markup in them is shown literally. */
export function createLabel(name: string, lines: readonly SmallPrint[] = []): HTMLString {
  const small = lines.map(
    ({ kind, text }) =>
      `<font point-size="10" color="${SMALL_PRINT[kind]}">${escapeMarkup(text)}</font>`,
  );
  return { html: [escapeMarkup(name), ...small].join("<br/>") };
}

/** Graphviz replaces `\N` with the name of the node, also in markup. */
function escapeMarkup(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("\\", "\\\\")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
