import type { Random } from "../random.js";

const DAY = 86_400;
const FIRST_DAY = 1_640_995_200; // 2022-01-01T00:00:00Z
const WINDOW = 2 * 365 * DAY;
const SESSION_ENDS = 0.2; // sessions of five choices on average
const TIE_SHARE = 0.12;

/**
 * When one user came: sessions of a few choices minutes apart, days between sessions, all within two years.
 *
 * @returns Unix seconds, never falling; some of one session equal.
 */
export function sessionTimes(random: Random, count: number): number[] {
  const gaps = Array.from({ length: count }, (_, index) => gapBefore(random, index));
  const length = gaps.reduce((sum, gap) => sum + gap, 0);
  // Busy users come more often, not for longer than the window.
  const pace = Math.min(1, (0.9 * WINDOW) / Math.max(1, length));
  let time = FIRST_DAY + random() * Math.max(0, WINDOW - length * pace);
  return gaps.map((gap) => {
    time += gap < DAY / 2 ? gap : gap * pace;
    return Math.floor(time);
  });
}

function gapBefore(random: Random, index: number): number {
  if (index === 0) return 0;
  if (random() < SESSION_ENDS) return (0.5 - 14 * Math.log(1 - random())) * DAY;
  return random() < TIE_SHARE ? 0 : Math.floor(30 + random() * 900);
}
