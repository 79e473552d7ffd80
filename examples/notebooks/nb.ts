/** What the notebooks show their results with. Jupyter calls the method of this name on the last value of a cell. */
import * as Plot from "@observablehq/plot";
import { parseHTML } from "linkedom";

const DISPLAY = Symbol.for("Jupyter.display");

export interface Shown {
  [DISPLAY](): Readonly<Record<string, string>>;
}

/** A picture, no wider than the page. As HTML, because some tools strip what they know as SVG. */
export function svg(markup: string): Shown {
  const fitted = markup.replace("<svg ", '<svg style="max-width: 100%; height: auto" ');
  return show({ "text/html": fitted, "text/plain": "(a picture)" });
}

/** Text with Markdown's markup. */
export function md(text: string): Shown {
  return show({ "text/markdown": text, "text/plain": text });
}

/** One line a row, one column a key of the first row. Values are shown letter by letter. */
export function table(rows: readonly Readonly<Record<string, string | number>>[]): Shown {
  const columns = Object.keys(rows[0] ?? {});
  const lines = rows.map((row) => columns.map((column) => String(row[column] ?? "")));
  const toRow = (tag: string, cells: readonly string[]) =>
    `<tr>${cells.map((cell) => `<${tag} style="text-align:left">${escapeMarkup(cell)}</${tag}>`).join("")}</tr>`;
  return show({
    "text/html": `<table>${toRow("th", columns)}${lines.map((cells) => toRow("td", cells)).join("")}</table>`,
    "text/plain": [columns, ...lines].map((cells) => cells.join(" | ")).join("\n"),
  });
}

/** A chart of Observable Plot, drawn without a browser. */
export function chart(options: Plot.PlotOptions): Shown {
  const { document } = parseHTML("<!doctype html><html><body></body></html>");
  const element = Plot.plot({ style: { background: "white" }, ...options, document });
  return show({ "text/html": element.outerHTML, "text/plain": "(a chart)" });
}

function show(bundle: Readonly<Record<string, string>>): Shown {
  return { [DISPLAY]: () => bundle };
}

function escapeMarkup(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}
