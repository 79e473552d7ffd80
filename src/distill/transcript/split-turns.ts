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

/** A model may end its last turn with this token instead. Within a turn it is text. */
const TURN_CLOSE = /<\|im_end\|>|<\|endoftext\|>(?=\n?<\|im_start\|>|(?![\s\S]))/g;

/**
 * Splits template text into turns. The text may begin inside an assistant turn, as a completion does, and its last turn may
 * lack the end token. A start token within a turn is text of that turn: a model that writes one does not begin a turn by it.
 * Text without any turn token (decoded without special tokens) is treated as a completion and split at its tool answers.
 * Text between two turns is ignored.
 */
export function splitTurns(text: string): TextTurn[] {
  const isMarked = text.includes(TURN_START) || text.includes(TURN_END);
  return isMarked ? splitMarked(text) : splitUnmarked(text);
}

function splitMarked(text: string): TextTurn[] {
  const turns: TextTurn[] = [];
  const begins = /^[ \t\r\n]*<\|im_start\|>/.test(text);
  let end = 0;
  if (!begins) {
    const close = closeFrom(text, 0);
    turns.push(toTurn("assistant", text.slice(0, close.start)));
    end = close.end;
  }
  for (;;) {
    const start = text.indexOf(TURN_START, end);
    if (start === -1) return turns;
    const lineEnd = text.indexOf("\n", start);
    if (lineEnd === -1) return [...turns, toTurn(text.slice(start + TURN_START.length), "")];
    const close = closeFrom(text, lineEnd + 1);
    turns.push(
      toTurn(text.slice(start + TURN_START.length, lineEnd), text.slice(lineEnd + 1, close.start)),
    );
    end = close.end;
  }
}

function closeFrom(text: string, from: number): { start: number; end: number } {
  return findFrom(TURN_CLOSE, text, from) ?? { start: text.length, end: text.length };
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
