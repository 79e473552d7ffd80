/** Displays for the notebooks. Jupyter calls the method `DISPLAY` on the last value of a cell. */
import * as Plot from "@observablehq/plot";
import { parseHTML } from "linkedom";

const DISPLAY = Symbol.for("Jupyter.display");

/** A value that Jupyter can display. */
export interface Shown {
  [DISPLAY](): Readonly<Record<string, string>>;
}

/** A picture, at most as wide as the page. HTML, because some tools strip SVG. */
export function svg(markup: string): Shown {
  const fitted = markup.replace("<svg ", '<svg style="max-width: 100%; height: auto" ');
  return show({ "text/html": fitted, "text/plain": "(a picture)" });
}

/** Markdown text. */
export function md(text: string): Shown {
  return show({ "text/markdown": text, "text/plain": text });
}

/** A table with one line per row and one column per key of the first row. Markup in values is escaped. */
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

/** An Observable Plot chart, drawn without a browser. */
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
