import type * as ObservablePlot from "@observablehq/plot";
import { plainText } from "../format.js";
import { importOptional } from "../../optional.js";

const PURPOSE = "The HTML report";

/** What draws an SVG without a browser. */
export interface Canvas {
  readonly Plot: typeof ObservablePlot;
  /**
   * @param label - Read out in place of the picture. Only fixed text: names from data would have to be escaped.
   * @returns The markup of one `svg` element; text from data is escaped.
   */
  draw(label: string, options: ObservablePlot.PlotOptions): string;
}

/** @throws {StarError} `DEPENDENCY_MISSING` without `@observablehq/plot` and `linkedom`. */
export async function loadCanvas(): Promise<Canvas> {
  const Plot = await importOptional(
    "@observablehq/plot",
    PURPOSE,
    () => import("@observablehq/plot"),
  );
  const { parseHTML } = await importOptional("linkedom", PURPOSE, () => import("linkedom"));
  const { document } = parseHTML("<!doctype html><html><body></body></html>");
  return {
    Plot,
    draw(label, options) {
      const svg = Plot.plot({ document, width: WIDTH, style: STYLE, ariaLabel: label, ...options });
      svg.setAttribute("role", "img");
      // Only with it the markup is a picture as a file of its own.
      svg.setAttribute("xmlns", "http://www.w3.org/2000/svg");
      return svg.outerHTML;
    },
  };
}

/** Of every plot, in pixels. */
const WIDTH = 960;

const STYLE = { fontSize: "13px", background: "none" };

/** Colours follow the page, which knows whether it is light or dark. */
export const COLORS = {
  accent: "var(--accent)",
  better: "var(--better)",
  worse: "var(--worse)",
  muted: "var(--muted)",
  page: "var(--page)",
} as const;

/** How all plots draw an interval, the figure inside it and the words beside it. */
export const BAND = { strokeWidth: 5, strokeOpacity: 0.35, strokeLinecap: "round" } as const;
export const DOT = { r: 5, stroke: COLORS.accent, strokeWidth: 2 } as const;
export const BESIDE = {
  textAnchor: "start",
  dx: 10,
  fill: "currentColor",
  // A rim in the colour of the page keeps words readable where they cross a line.
  stroke: COLORS.page,
  strokeWidth: 4,
} as const;

const CHARACTER_WIDTH = 7.9;

/** Long names are cut where they are drawn; the page's tables have them whole. */
export function shortLabel(name: string, longest = 34): string {
  const characters = [...plainText(name)];
  return characters.length <= longest
    ? characters.join("")
    : `${characters.slice(0, longest - 1).join("")}…`;
}

/** Pixels that the longest of the drawn labels takes. */
export function labelWidth(labels: readonly string[]): number {
  return Math.ceil(Math.max(0, ...labels.map((label) => label.length)) * CHARACTER_WIDTH) + 16;
}
