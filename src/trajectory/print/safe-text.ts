/** Control characters, line ends other than a newline, and marks that reverse or hide text. */
const UNSAFE = /[\p{Cc}\p{Zl}\p{Zp}\u061C\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/gu;

/** Escapes the characters that a terminal would execute instead of show, such as `\u001b`. Tabs become two spaces. */
export function safeText(text: string): string {
  return text.replace(UNSAFE, (character) => {
    if (character === "\n") return character;
    if (character === "\t") return "  ";
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}
