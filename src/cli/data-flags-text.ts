import { formatDay } from "../text/day.js";
import type { DataFlags } from "./data-flags.js";

/** The flags as they are typed, for a command that shall use the same dataset. Defaults are left out. */
export function formatDataFlags(flags: DataFlags): string {
  const { dataset, dataDir, seed, users, items, interactions, minRating, repeats } = flags;
  const { since, until, sampleUsers, core } = flags;
  const given = {
    dataset,
    "data-dir": dataDir,
    seed: seed === 1 ? undefined : seed,
    users,
    items,
    interactions,
    "min-rating": minRating,
    since: since === undefined ? undefined : formatDay(since),
    until: until === undefined ? undefined : formatDay(until),
    repeats: repeats === "all" ? undefined : repeats,
    "sample-users": sampleUsers,
    core,
  };
  return Object.entries(given)
    .flatMap(([name, value]) =>
      value === undefined ? [] : [`--${name} ${quoteArgument(String(value))}`],
    )
    .join(" ");
}

/** An argument as a shell takes it. */
export function quoteArgument(text: string): string {
  return /^[\w./:=@%+-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
