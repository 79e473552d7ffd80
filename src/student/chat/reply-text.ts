import { isTurnOver } from "../language/turn-end.js";
import type { Word } from "../language/word.js";
import { type TurnWriterOptions, writeTurn } from "../language/write-turn.js";

export interface ReplyTextOptions extends TurnWriterOptions {
  /** Texts before which the reply ends. */
  readonly stop: readonly string[];
}

/** A reply as text, while its words come in. A part is said when the next one opens. */
export interface ReplyText {
  /** Takes the words so far and gives the text that is new. */
  add(words: readonly Word[]): string;
  /** The text that is left when no more words come. */
  finish(words: readonly Word[]): string;
  /** Whether one of the stop texts was met; nothing more is said then. */
  readonly isStopped: boolean;
}

export function createReplyText({ task, signatures, stop }: ReplyTextOptions): ReplyText {
  // A stop text may begin in what was said and end in what comes: so much is held back.
  const held = Math.max(0, ...stop.map(({ length }) => length - 1));
  let said = 0;
  let isStopped = false;
  const say = (words: readonly Word[], kept: number) => {
    const { content } = writeTurn(words, { task, signatures });
    const places = stop.map((text) => content.indexOf(text)).filter((place) => place !== -1);
    isStopped = places.length > 0;
    const end = isStopped ? Math.min(...places) : content.length - kept;
    const text = content.slice(said, Math.max(said, end));
    said += text.length;
    return text;
  };
  return {
    add(words) {
      const last = words.at(-1);
      if (last === undefined || !isClosing(last) || isTurnOver(words, signatures)) return "";
      return say(words.slice(0, -1), held);
    },
    finish: (words) => say(words, 0),
    get isStopped() {
      return isStopped;
    },
  };
}

const isClosing = ({ name }: Word) => name.startsWith("<") || name.startsWith("call ");
