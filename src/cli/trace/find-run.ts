import { StarError } from "../../errors.js";
import type { Trajectory } from "../../trajectory/trajectory.js";

/** Options of {@link findRun}. */
interface FindRunOptions {
  /** Id, or its beginning, or the beginning of any part of it after a slash. Default: the first trajectory. */
  readonly id?: string | undefined;
  /** Name of the file in errors. */
  readonly path: string;
}

/** Trajectories that an id may mean. Only the first is kept whole. */
interface Matches {
  first?: Trajectory;
  readonly ids: string[];
}

/** Matches that an error lists. */
const LISTED = 10;

/**
 * Finds one trajectory. A whole id comes before the beginning of an id, and that before the beginning of a part.
 *
 * @throws {StarError} `INVALID_ARGUMENT` if there is none, or if several match; the message then names them.
 */
export async function findRun(
  trajectories: AsyncIterable<Trajectory>,
  { id, path }: FindRunOptions,
): Promise<Trajectory> {
  const beginnings: Matches = { ids: [] };
  const parts: Matches = { ids: [] };
  for await (const trajectory of trajectories) {
    if (id === undefined || trajectory.id === id) return trajectory;
    if (trajectory.id.startsWith(id)) addMatch(beginnings, trajectory);
    else if (trajectory.id.includes(`/${id}`)) addMatch(parts, trajectory);
  }
  const { first, ids } = beginnings.first === undefined ? parts : beginnings;
  if (first === undefined) throw noneMatches(path, id);
  if (ids.length > 1) throw severalMatch(path, { id: id ?? "", ids });
  return first;
}

function addMatch(matches: Matches, trajectory: Trajectory): void {
  matches.first ??= trajectory;
  matches.ids.push(trajectory.id);
}

function severalMatch(
  path: string,
  { id, ids }: { readonly id: string; readonly ids: readonly string[] },
): StarError {
  const listed = ids.slice(0, LISTED).map((match) => `\n  ${match}`);
  const more = ids.length > LISTED ? `\n  and ${ids.length - LISTED} more` : "";
  return new StarError("INVALID_ARGUMENT", {
    message: `${ids.length} trajectories of ${path} match "${id}".`,
    remedy: `Pass more of the id; these match:${listed.join("")}${more}`,
    fields: { option: "id", value: id, matches: ids.length },
  });
}

function noneMatches(path: string, id: string | undefined): StarError {
  return new StarError("INVALID_ARGUMENT", {
    message:
      id === undefined
        ? `${path} has no trajectory that matches.`
        : `${path} has no trajectory "${id}".`,
    remedy: "List the trajectories with: star trace FILE --list",
  });
}
