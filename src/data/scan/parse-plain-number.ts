const ZERO = 0x30;
const NINE = 0x39;
const POINT = 0x2e;
const MAX_DIGITS = 15; // the sum of more is not exact

/**
 * Parses the plain form of a number: digits with or without a fraction.
 *
 * @returns The same number as `Number(text)`; NaN for any other form, which may still be a number.
 */
export function parsePlainNumber(bytes: Buffer, start: number, end: number): number {
  let value = 0;
  let at = start;
  for (; at < end; at++) {
    const digit = (bytes[at] as number) - ZERO;
    if (digit < 0 || digit > 9) break;
    value = value * 10 + digit;
  }
  const digits = at - start;
  if (digits === 0 || digits > MAX_DIGITS) return Number.NaN;
  if (at === end) return value;
  if (bytes[at] !== POINT) return Number.NaN;
  for (at++; at < end; at++) {
    const byte = bytes[at] as number;
    if (byte < ZERO || byte > NINE) return Number.NaN;
  }
  return Number(bytes.toString("latin1", start, end));
}
