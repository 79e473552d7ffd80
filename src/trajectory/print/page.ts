import { safeText } from "./safe-text.js";

/** SGR codes. */
const STYLES = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, cyan: 36 } as const;
export type Style = keyof typeof STYLES;

export interface PageOptions {
  readonly color: boolean;
  /** Characters a line. */
  readonly width: number;
}

export interface LineOptions {
  /** Characters to the left of every line. Default 0. */
  readonly indent?: number;
  /** More characters to the left of all lines but the first. Default 2 below a list mark, else 0. */
  readonly hang?: number;
  readonly style?: Style;
}

export type Page = ReturnType<typeof createPage>;

/** A page of text for a terminal. Whatever is written on it is wrapped and made safe. */
export function createPage({ color, width }: PageOptions) {
  const lines: string[] = [];

  function paint(line: string, style: Style | undefined): string {
    return color && style !== undefined ? `\u001b[${STYLES[style]}m${line}\u001b[0m` : line;
  }

  return {
    /** Writes text; each of its lines begins a new line. */
    write(text: string, { indent = 0, hang, style }: LineOptions = {}): void {
      for (const line of safeText(text).split("\n")) {
        const deeper = hang ?? (/^(?:- |\d+\. )/.test(line) ? 2 : 0);
        for (const [index, part] of wrap(line, width - indent - deeper).entries()) {
          const left = " ".repeat(indent + (index === 0 ? 0 : deeper));
          lines.push(paint(`${left}${part}`.trimEnd(), style));
        }
      }
    },
    /** An empty line, unless there is one already. */
    gap(): void {
      if (lines.length > 0 && lines.at(-1) !== "") lines.push("");
    },
    toString: (): string => `${lines.join("\n")}\n`,
  };
}

const NARROWEST = 20;

/** Breaks a line between words; a word longer than the width stands alone. */
function wrap(line: string, width: number): string[] {
  const limit = Math.max(NARROWEST, width);
  const parts: string[] = [];
  let current = "";
  for (const word of line.split(" ")) {
    const longer = current === "" ? word : `${current} ${word}`;
    if (longer.length > limit && current !== "") {
      parts.push(current);
      current = word;
    } else {
      current = longer;
    }
  }
  return [...parts, current];
}
