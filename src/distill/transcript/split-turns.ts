/** One turn of a conversation in template text. The role is `tool` for a user turn that contains tool answers. */
export interface TextTurn {
  readonly role: string;
  readonly content: string;
}

/** Template token at the start of a turn. */
export const TURN_START = "<|im_start|>";
/** Template token at the end of a turn. */
export const TURN_END = "<|im_end|>";
const ANSWER_START = "<tool_response>";

/**
 * Splits template text into turns. The text may begin inside an assistant turn, as a completion does, and its last turn may
 * lack the end token. Text without any turn token (decoded without special tokens) is treated as a completion and split at its
 * tool answers. Text between two turns is ignored.
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
    return toTurn(role, lineEnd === -1 ? "" : beforeTurnEnd(piece.slice(lineEnd + 1)));
  });
  return before === "" ? turns : [toTurn("assistant", beforeTurnEnd(before)), ...turns];
}

function beforeTurnEnd(piece: string): string {
  const end = piece.indexOf(TURN_END);
  return end === -1 ? piece : piece.slice(0, end);
}

function toTurn(role: string, content: string): TextTurn {
  const isAnswer = role === "user" && content.startsWith(ANSWER_START);
  return { role: isAnswer ? "tool" : role, content };
}

const UNMARKED_ANSWER_START = /\n?user\n<tool_response>/g;
/** The end of the text is matched by a negative lookahead, since `$` differs in the Python version of this parser. */
const UNMARKED_ANSWER_END = /<\/tool_response>\n?(?:assistant\n|(?![\s\S]))/g;

function splitUnmarked(text: string): TextTurn[] {
  const turns: TextTurn[] = [];
  let from = 0;
  for (;;) {
    const answerStart = findFrom(UNMARKED_ANSWER_START, text, from);
    const answerEnd = answerStart && findFrom(UNMARKED_ANSWER_END, text, answerStart.end);
    if (answerStart === undefined || answerEnd === undefined) break;
    turns.push({ role: "assistant", content: text.slice(from, answerStart.start) });
    turns.push({ role: "tool", content: text.slice(answerStart.start, answerEnd.end) });
    from = answerEnd.end;
  }
  return [...turns, { role: "assistant", content: text.slice(from) }];
}

function findFrom(pattern: RegExp, text: string, from: number) {
  pattern.lastIndex = from;
  const match = pattern.exec(text);
  return match === null ? undefined : { start: match.index, end: match.index + match[0].length };
}
