/** Text in quotes with control characters escaped, so that the name of a folder cannot command a terminal. */
export function printable(text: string, quote = '"'): string {
  const escaped = text.replaceAll(
    /[\p{Cc}\p{Cf}\u2028\u2029]/gu,
    (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`,
  );
  return `${quote}${escaped}${quote}`;
}
