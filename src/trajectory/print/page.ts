import { paint, type Style } from "./paint.js";
import { safeText } from "./safe-text.js";

/** Options of {@link createPage}. */
interface PageOptions {
  readonly color: boolean;
  /** Characters per line. */
  readonly width: number;
}

/** Layout of one text. */
interface LineOptions {
  /** Spaces before every line. Default 0. */
  readonly indent?: number;
  /** Additional spaces before wrapped lines. Default 2 for a list item, else 0. */
  readonly hang?: number;
  readonly style?: Style;
}

/** See {@link createPage}. */
export type Page = ReturnType<typeof createPage>;

/** Builds text for a terminal. All text is wrapped, and control characters are escaped. */
export function createPage({ color, width }: PageOptions) {
  const lines: string[] = [];

  return {
    /** Appends text, beginning on a new line. */
    write(text: string, { indent = 0, hang, style }: LineOptions = {}): void {
      for (const line of safeText(text).split("\n")) {
        const deeper = hang ?? (/^(?:- |\d+\. )/.test(line) ? 2 : 0);
        for (const [index, part] of wrap(line, width - indent - deeper).entries()) {
          const left = " ".repeat(indent + (index === 0 ? 0 : deeper));
          const text = `${left}${part}`.trimEnd();
          lines.push(color ? paint(text, style) : text);
        }
      }
    },
    /** Appends an empty line, unless the last line is empty. */
    gap(): void {
      if (lines.length > 0 && lines.at(-1) !== "") lines.push("");
    },
    toString: (): string => `${lines.join("\n")}\n`,
  };
}

const MIN_WIDTH = 20;

/** Breaks a line between words; a word longer than the width has a line of its own. */
function wrap(line: string, width: number): string[] {
  const limit = Math.max(MIN_WIDTH, width);
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
