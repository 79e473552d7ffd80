/** Displays for the notebooks. Jupyter calls the method `DISPLAY` on the last value of a cell. */
import * as Plot from "@observablehq/plot";
import { parseHTML } from "linkedom";

const DISPLAY = Symbol.for("Jupyter.display");

/** A value that Jupyter can display. */
export interface Shown {
  [DISPLAY](): Readonly<Record<string, string>>;
}

/** A picture, at most as wide as the page. The description is shown where pictures are not. */
export function svg(markup: string, description: string): Shown {
  const [tag = ""] = /^<svg[^>]*>/.exec(markup) ?? [];
  const missing = [
    ...(/\sxmlns=/.test(tag) ? [] : ['xmlns="http://www.w3.org/2000/svg"']),
    ...(/\sstyle=/.test(tag) ? [] : ['style="max-width: 100%; height: auto"']),
  ];
  const named = markup.replace("<svg", ["<svg", ...missing].join(" "));
  // A background of its own: pages may be dark. Not by style, which some viewers remove.
  const page = '<rect width="100%" height="100%" fill="white"/>';
  return show({
    "image/svg+xml": named.replace(/^<svg[^>]*>/, (tag) => tag + page),
    "text/plain": `(${description})`,
  });
}

/** Markdown text. */
export function md(text: string): Shown {
  return show({ "text/markdown": text, "text/plain": text });
}

/** Markup of your own. The text is shown where HTML is not. */
export function html(markup: string, text: string): Shown {
  return show({ "text/html": markup, "text/plain": text });
}

/** A table with one line per row and one column per key of the first row. Markup in values is escaped. */
export function table(rows: readonly Readonly<Record<string, string | number>>[]): Shown {
  const columns = Object.keys(rows[0] ?? {});
  const lines = rows.map((row) => columns.map((column) => String(row[column] ?? "")));
  const toRow = (tag: string, cells: readonly string[]) =>
    `<tr>${cells.map((cell) => `<${tag} style="text-align:left">${escapeMarkup(cell)}</${tag}>`).join("")}</tr>`;
  return show({
    "text/html": [
      "<table>",
      toRow("th", columns),
      ...lines.map((cells) => toRow("td", cells)),
      "</table>",
    ].join("\n"),
    "text/plain": [columns, ...lines].map((cells) => cells.join(" | ")).join("\n"),
  });
}

/**
 * An Observable Plot chart, drawn without a browser. Titles and legends are not SVG in Plot: write them beside the chart, or into it with
 * `Plot.text`.
 */
export function chart(options: Plot.PlotOptions, description: string): Shown {
  const { document } = parseHTML("<!doctype html><html><body></body></html>");
  const element = Plot.plot({ ...options, document });
  if (element.tagName.toLowerCase() !== "svg")
    throw new TypeError("This chart has a title, a caption or a legend, which is not SVG.");
  return svg(element.outerHTML.replace("<svg", '<svg color="black"'), description);
}

/** A self-contained page in a frame. It is shown in Jupyter when the cell is run, and not stored in the notebook. */
export function page(html: string, description: string): Shown {
  return show({
    "text/html": `<iframe srcdoc="${escapeMarkup(html)}" width="100%" height="700"></iframe>`,
    "text/plain": `(${description})`,
  });
}

function show(bundle: Readonly<Record<string, string>>): Shown {
  return { [DISPLAY]: () => bundle };
}

function escapeMarkup(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}
