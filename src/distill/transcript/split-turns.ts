/** One turn of a conversation in template text. `tool` is a user's turn that holds tool answers. */
export interface TextTurn {
  readonly role: string;
  readonly content: string;
}

export const TURN_START = "<|im_start|>";
export const TURN_END = "<|im_end|>";
const ANSWER_START = "<tool_response>";

/**
 * Takes template text apart. The text may begin in the middle of an assistant's turn, as a completion does, and its last turn
 * may lack its end. Text that was decoded without special tokens, and so lost the marks of its turns, is taken for a completion
 * and divided at its tool answers. What stands between two turns belongs to none of them.
 */
export function splitTurns(text: string): TextTurn[] {
  const isMarked = text.includes(TURN_START) || text.includes(TURN_END);
  return isMarked ? splitMarked(text) : splitUnmarked(text);
}

function splitMarked(text: string): TextTurn[] {
  const [before = "", ...pieces] = text.split(TURN_START);
  const turns = pieces.map((piece) => {
    const lineEnd = piece.indexOf("\n");
    const role = lineEnd === -1 ? piece : piece.slice(0, lineEnd);
    return toTurn(role, lineEnd === -1 ? "" : untilEnd(piece.slice(lineEnd + 1)));
  });
  return before === "" ? turns : [toTurn("assistant", untilEnd(before)), ...turns];
}

function untilEnd(piece: string): string {
  const end = piece.indexOf(TURN_END);
  return end === -1 ? piece : piece.slice(0, end);
}

function toTurn(role: string, content: string): TextTurn {
  const isAnswer = role === "user" && content.startsWith(ANSWER_START);
  return { role: isAnswer ? "tool" : role, content };
}

const ANSWER_OPENS = /\n?user\n<tool_response>/g;
/** The end of the text is written as "nothing follows": `$` means something else in Python. */
const ANSWER_CLOSES = /<\/tool_response>\n?(?:assistant\n|(?![\s\S]))/g;

function splitUnmarked(text: string): TextTurn[] {
  const turns: TextTurn[] = [];
  let from = 0;
  for (;;) {
    const opens = findFrom(ANSWER_OPENS, text, from);
    const closes = opens && findFrom(ANSWER_CLOSES, text, opens.end);
    if (opens === undefined || closes === undefined) break;
    turns.push({ role: "assistant", content: text.slice(from, opens.start) });
    turns.push({ role: "tool", content: text.slice(opens.start, closes.end) });
    from = closes.end;
  }
  return [...turns, { role: "assistant", content: text.slice(from) }];
}

function findFrom(pattern: RegExp, text: string, from: number) {
  pattern.lastIndex = from;
  const match = pattern.exec(text);
  return match === null ? undefined : { start: match.index, end: match.index + match[0].length };
}
