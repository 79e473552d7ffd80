import { InvalidArgumentError } from "commander";

/** One of several equal parts of the work. */
export interface Shard {
  /** From 1 to `count`. */
  readonly number: number;
  readonly count: number;
}

/** Parses `I/N`, such as `2/8`. */
export function parseShard(text: string): Shard {
  const [, number = 0, count = 0] = (/^(\d+)\/(\d+)$/.exec(text) ?? []).map(Number);
  if (Number.isSafeInteger(count) && number >= 1 && number <= count) return { number, count };
  throw new InvalidArgumentError("Expected I/N with I from 1 to N, such as 2/8.");
}

/** The part of a list that is a shard's. Parts are contiguous, so that all parts in order are the list; their sizes differ by at most 1. */
export function shardOf<Value>(
  values: readonly Value[],
  { number, count }: Shard = { number: 1, count: 1 },
): readonly Value[] {
  const boundary = (part: number) => Math.floor((part * values.length) / count);
  return values.slice(boundary(number - 1), boundary(number));
}
