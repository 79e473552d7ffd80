/** SGR codes. */
const STYLES = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, cyan: 36 } as const;
/** How a terminal shows a text. */
export type Style = keyof typeof STYLES;

/** Adds the codes that show a text in a style. */
export function paint(text: string, style: Style | undefined): string {
  return style === undefined || text === "" ? text : `\u001b[${STYLES[style]}m${text}\u001b[0m`;
}
