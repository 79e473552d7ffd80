/** Control characters except newlines and tabs, other line ends, and marks that change the direction of the text after them. */
const EXECUTED = /(?![\n\t])[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/**
 * Writes `\u001b` for the character itself, and likewise for everything else that a terminal would execute instead of show.
 * JSON text keeps its value, because these are JSON's own escapes.
 */
export function terminalText(text: string): string {
  return text.replace(
    EXECUTED,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** {@link terminalText} on one line. */
export function terminalLine(text: string): string {
  return terminalText(text.replaceAll("\n", " "));
}

/** The styles that pages of this library use: none of them hides text. */
const STYLE = new RegExp(`(${"\u001b"}\\[(?:0|1|2|31|32|33|36)m)`);

/** {@link terminalText} that keeps the styles of pages. */
export function styledTerminalText(text: string): string {
  return text
    .split(STYLE)
    .map((part, index) => (index % 2 === 1 ? part : terminalText(part)))
    .join("");
}
