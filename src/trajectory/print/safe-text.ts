/**
 * Characters that make a terminal do something instead of showing something: control characters, of which an escape sequence
 * begins with one, line ends other than a newline, and marks that reverse or hide the text after them.
 */
const ACTING = /[\p{Cc}\p{Zl}\p{Zp}\u061C\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/gu;

/** Text from outside that can do no harm on a terminal: acting characters are spelled out, such as `\u001b`. */
export function safeText(text: string): string {
  return text.replace(ACTING, (character) => {
    if (character === "\n") return character;
    if (character === "\t") return "  ";
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}
