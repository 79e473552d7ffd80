import type * as ObservablePlot from "@observablehq/plot";
import { importOptionals } from "../../optional.js";
import { plainText } from "../format.js";

const PURPOSE = "The HTML report";
/** Widths of plots in pixels. The narrow one fits on a phone. */
export const WIDTHS = { wide: 960, narrow: 343 } as const;
/** One of {@link WIDTHS}. */
export type PlotWidth = keyof typeof WIDTHS;
const STYLE = { fontSize: "13px", background: "none" };
const CHARACTER_WIDTH = 7.9; // pixels

/** Draws SVG plots without a browser. */
export interface Canvas {
  readonly Plot: typeof ObservablePlot;
  /**
   * Draws a plot.
   *
   * @param label - Alternative text. It is not escaped, so it must not contain names from data.
   * @returns The markup of one `svg` element; text from data is escaped.
   */
  draw(label: string, options: ObservablePlot.PlotOptions): string;
  /** Like `draw`, without styles: the policy of the report page forbids them, and its style sheet has what they say. */
  drawForPage(label: string, options: ObservablePlot.PlotOptions): string;
}

/**
 * Loads the plot libraries.
 *
 * @throws {StarError} `DEPENDENCY_MISSING` if `@observablehq/plot` or `linkedom` is not installed.
 */
export async function loadCanvas(): Promise<Canvas> {
  const { "@observablehq/plot": Plot, linkedom } = await importOptionals(PURPOSE, {
    "@observablehq/plot": () => import("@observablehq/plot"),
    linkedom: () => import("linkedom"),
  });
  const { document } = linkedom.parseHTML("<!doctype html><html><body></body></html>");
  const plot = (label: string, options: ObservablePlot.PlotOptions) => {
    const svg = Plot.plot({ document, width: WIDTHS.wide, ariaLabel: label, ...options });
    svg.setAttribute("role", "img");
    // Required if the markup is saved as an SVG file.
    svg.setAttribute("xmlns", "http://www.w3.org/2000/svg");
    return svg;
  };
  return {
    Plot,
    draw: (label, options) => plot(label, { style: STYLE, ...options }).outerHTML,
    drawForPage(label, options) {
      const svg = plot(label, options);
      for (const style of svg.querySelectorAll("style")) style.remove();
      for (const styled of [svg, ...svg.querySelectorAll("[style]")])
        styled.removeAttribute("style");
      // Names of marks are of no use beside the label of the whole plot, and not allowed on a group.
      for (const mark of svg.querySelectorAll("g[aria-label]")) mark.removeAttribute("aria-label");
      svg.setAttribute("font-size", STYLE.fontSize);
      return svg.outerHTML;
    },
  };
}

/** CSS variables of the page, which has a light and a dark mode. */
export const COLORS = {
  accent: "var(--accent)",
  better: "var(--better)",
  worse: "var(--worse)",
  muted: "var(--muted)",
  page: "var(--page)",
} as const;

/** Style of intervals. */
export const INTERVAL_STYLE = {
  strokeWidth: 5,
  strokeOpacity: 0.35,
  strokeLinecap: "round",
} as const;
/** Style of the dots inside intervals. */
export const DOT_STYLE = { r: 5, stroke: COLORS.accent, strokeWidth: 2 } as const;
/** Style of the labels beside intervals. */
export const LABEL_STYLE = {
  textAnchor: "start",
  dx: 10,
  fill: "currentColor",
  // An outline in the page color keeps labels readable where they cross a line.
  stroke: COLORS.page,
  strokeWidth: 4,
} as const;

/** Truncates a name for a plot; the tables of the page have the full name. */
export function shortLabel(name: string, maxLength = 34): string {
  const characters = [...plainText(name)];
  return characters.length <= maxLength
    ? characters.join("")
    : `${characters.slice(0, maxLength - 1).join("")}…`;
}

/** Width of the longest label in pixels. */
export function labelWidth(labels: readonly string[]): number {
  return Math.ceil(Math.max(0, ...labels.map((label) => label.length)) * CHARACTER_WIDTH) + 16;
}
