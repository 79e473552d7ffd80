/** Text in single quotes for bash and zsh: nothing in it is expanded. */
export function quoteForShell(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** Text in single quotes for fish, where a backslash escapes. */
export function quoteForFish(text: string): string {
  return `'${text.replaceAll(/[\\']/g, String.raw`\$&`)}'`;
}
