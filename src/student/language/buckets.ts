import type { Token } from "./token.js";

/** A numeric feature cut into ordered buckets, each with its own token: `together_1:0`, `together_1:1`, ... */
export interface BucketedFeature {
  readonly name: string;
  /** Value of the first bucket. Smaller values are clipped to it. */
  readonly low: number;
  /** Value of the last bucket. Larger values are clipped to it. */
  readonly high: number;
  readonly count: number;
}

/** Tokens of a value: its bucket, or the two nearest buckets weighted by linear interpolation. The weights sum to 1. */
export function bucketTokens({ name, low, high, count }: BucketedFeature, value: number): Token[] {
  const scaled = ((Math.min(Math.max(value, low), high) - low) / (high - low)) * (count - 1);
  const below = Math.floor(scaled);
  const upperShare = scaled - below;
  const token = (bucket: number, weight: number) => ({ name: bucketName(name, bucket), weight });
  return upperShare === 0
    ? [token(below, 1)]
    : [token(below, 1 - upperShare), token(below + 1, upperShare)];
}

/** Token name of a bucket. */
export const bucketName = (feature: string, bucket: number): string => `${feature}:${bucket}`;
