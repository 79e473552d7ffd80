import type { Word } from "./word.js";

/** A measure cut into buckets with words of their own, in order: `together_1:0`, `together_1:1`, ... */
export interface BucketFamily {
  readonly name: string;
  /** The value of the first bucket. */
  readonly low: number;
  /** The value of the last bucket. What lies outside counts as the nearest. */
  readonly high: number;
  readonly count: number;
}

/** The words for a value: its bucket, or the two it lies between, each by how near it is. The weights sum to 1. */
export function bucketWords({ name, low, high, count }: BucketFamily, value: number): Word[] {
  const place = ((Math.min(Math.max(value, low), high) - low) / (high - low)) * (count - 1);
  const below = Math.floor(place);
  const share = place - below;
  const word = (bucket: number, weight: number) => ({ name: bucketName(name, bucket), weight });
  return share === 0 ? [word(below, 1)] : [word(below, 1 - share), word(below + 1, share)];
}

export const bucketName = (family: string, bucket: number) => `${family}:${bucket}`;
