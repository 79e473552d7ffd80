/** The mean; NaN of nothing. */
export function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let position = 0; position < values.length; position++) sum += values[position] as number;
  return sum / values.length;
}

/**
 * The value below which a fraction of the values lies, interpolated between neighbours (R's type 7).
 *
 * @param values - In any order, at least one.
 * @param fraction - From 0, the smallest, to 1, the largest.
 * @see Hyndman and Fan (1996), https://doi.org/10.1080/00031305.1996.10473566
 */
export function quantile(values: ArrayLike<number>, fraction: number): number {
  const sorted = Float64Array.from(values).sort();
  const place = (sorted.length - 1) * fraction;
  const below = sorted[Math.floor(place)] as number;
  const above = sorted[Math.ceil(place)] as number;
  return below + (above - below) * (place - Math.floor(place));
}
