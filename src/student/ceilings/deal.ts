import { type Random, shuffle } from "../../random.js";
import { range } from "../engine/shape.js";

/** Deals the numbers below `count` out, so many at a time, again and again; each time in another order. */
export function createDealer(count: number, random: Random): (size: number) => number[] {
  let rest: number[] = [];
  return (size) => {
    while (rest.length < size) rest = [...rest, ...shuffle(range(count), random)];
    const dealt = rest.slice(0, size);
    rest = rest.slice(size);
    return dealt;
  };
}
