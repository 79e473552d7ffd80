/** A text without its thoughts. */
interface Thoughtful {
  /** Empty if there are none. */
  readonly thoughts: string;
  readonly text: string;
}

/** Marks of the thoughts of Qwen, DeepSeek, GLM and many others, Magistral, Seed, Gemma and gpt-oss. */
const MARKS: readonly (readonly [string, string])[] = [
  ["<think>", "</think>"],
  ["<thinking>", "</thinking>"],
  ["<thought>", "</thought>"],
  ["<reasoning>", "</reasoning>"],
  ["[THINK]", "[/THINK]"],
  ["<seed:think>", "</seed:think>"],
  ["<|channel>thought", "<channel|>"],
  ["<|channel|>analysis<|message|>", "<|end|>"],
];
/** Opens the answer of gpt-oss. */
const FINAL = /^\s*(?:<\|start\|>assistant)?<\|channel\|>final(?: [^<]*)?<\|message\|>/;

/**
 * Separates thoughts at the beginning of a text from the rest. The opening mark may be missing, because many templates write it
 * into the prompt. Without a closing mark all of the text is thoughts.
 */
export function splitThoughts(text: string): Thoughtful {
  for (const [open, close] of MARKS) {
    const start = text.trimStart();
    const isOpen = start.startsWith(open);
    const end = text.indexOf(close);
    if (isOpen && end === -1) return { thoughts: start.slice(open.length).trim(), text: "" };
    if (end === -1 || (!isOpen && !isOpenedBefore(text.slice(0, end), open))) continue;
    const before = text.slice(0, end);
    const thoughts = isOpen ? before.slice(before.indexOf(open) + open.length) : before;
    const rest = splitThoughts(text.slice(end + close.length));
    return { thoughts: joinNonEmpty(thoughts, rest.thoughts), text: rest.text.trim() };
  }
  return { thoughts: "", text: text.replace(FINAL, "") };
}

/** A closing mark belongs to thoughts unless it is quoted inside of JSON, or its opening mark stands later. */
function isOpenedBefore(before: string, open: string): boolean {
  return !before.includes(open) && !/^\s*[[{]/.test(before) && !before.includes("<plan>");
}

function joinNonEmpty(...parts: readonly string[]): string {
  return parts
    .map((part) => part.trim())
    .filter((part) => part !== "")
    .join("\n\n");
}
