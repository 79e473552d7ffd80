import type { Range, TrainerText } from "./format.js";

/** Puts a trainer's text together. */
export interface TextBuilder {
  /** Text that is read. */
  read(text: string): TextBuilder;
  /** Text that is trained. */
  train(text: string): TextBuilder;
  finish(): TrainerText;
}

export function createTextBuilder(): TextBuilder {
  const trained: Range[] = [];
  const pieces: string[] = [];
  let length = 0;
  const add = (text: string) => {
    pieces.push(text);
    length += text.length;
  };
  const builder: TextBuilder = {
    read(text) {
      add(text);
      return builder;
    },
    train(text) {
      const last = trained.at(-1);
      const joins = last?.end === length ? last : undefined;
      if (joins !== undefined) trained.pop();
      trained.push({ start: joins?.start ?? length, end: length + text.length });
      add(text);
      return builder;
    },
    finish: () => ({ text: pieces.join(""), trained }),
  };
  return builder;
}
