import type { RunRow } from "./run-row.js";

/** The agent, node and round that the steps of one node share. */
export interface Scope {
  readonly agent: string;
  readonly node: string;
  /** Agent path of the steps inside this node, if it contains a graph. */
  readonly path: string;
  /** {@link Scope.path} without the suffix of parallel copies; rounds are counted per key. */
  readonly roundKey: string;
  readonly round: number;
}

/** Scope of the outermost graph. */
export const ROOT_SCOPE: Scope = { agent: "", node: "", path: "", roundKey: "", round: 1 };

/**
 * Creates a function that names agents and counts their rounds. A node that contains a graph is an agent; its name is the path
 * of node names, such as `research/recent_interest`. Parallel copies of one node in one super-step have the suffixes `#0`, `#1`
 * and share a round. Nodes of the outermost graph with a `star_step` count their own rounds.
 */
export function createScopes() {
  const rounds = new Map<string, number>();

  /** @param siblings - The nodes that the same graph ran, in logical order. */
  return function enter(row: RunRow, siblings: readonly RunRow[], outer: Scope): Scope {
    const node = nameOf(row);
    const copies = copiesOf(row, siblings);
    const copy = copies.indexOf(row);
    const roundKey = join(outer.roundKey, node);
    const ownRound = (rounds.get(roundKey) ?? 0) + (copy === 0 ? 1 : 0);
    rounds.set(roundKey, ownRound);
    const isRole = row.position.starStep !== undefined;
    return {
      agent: outer.path,
      node,
      path: join(outer.path, copies.length > 1 ? `${node}#${copy}` : node),
      roundKey,
      round: outer.path === "" ? (isRole ? ownRound : 1) : (rounds.get(outer.roundKey) ?? 1),
    };
  };
}

/** The runs that `Send`s of one super-step started for the same node, this one included. */
function copiesOf(row: RunRow, siblings: readonly RunRow[]): readonly RunRow[] {
  const { send, step } = row.position;
  if (send < 0) return [row];
  return siblings.filter(
    (other) =>
      other.position.send >= 0 && other.position.step === step && nameOf(other) === nameOf(row),
  );
}

function nameOf(row: RunRow): string {
  return row.position.node || row.name;
}

function join(path: string, name: string): string {
  return path === "" ? name : `${path}/${name}`;
}
