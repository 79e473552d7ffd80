import type { RunRow } from "./run-row.js";

/** Who acts: the fields that every step of a node shares. */
export interface Scope {
  readonly agent: string;
  readonly node: string;
  /** The agent that the node itself is when it holds a graph of its own. */
  readonly path: string;
  /** {@link Scope.path} without what tells parallel copies of a node apart: rounds are counted by it. */
  readonly key: string;
  readonly round: number;
}

export const ROOT_SCOPE: Scope = { agent: "", node: "", path: "", key: "", round: 1 };

/**
 * Names agents and counts their rounds. A node that holds a graph is an agent, called by the names of the nodes around it,
 * such as `research/recent_interest`. Copies that one super-step sent to the same node are told apart by `#0`, `#1`, and run
 * in the same round. Of the nodes of the outermost graph, those with a `star_step` count rounds of their own.
 */
export function createScopes() {
  const rounds = new Map<string, number>();

  /** @param siblings - The nodes that the same graph ran, in logical order. */
  return function enter(row: RunRow, siblings: readonly RunRow[], outer: Scope): Scope {
    const node = nameOf(row);
    const copies = copiesOf(row, siblings);
    const position = copies.indexOf(row);
    const key = join(outer.key, node);
    const own = (rounds.get(key) ?? 0) + (position === 0 ? 1 : 0);
    rounds.set(key, own);
    const isRole = row.position.starStep !== undefined;
    return {
      agent: outer.path,
      node,
      path: join(outer.path, copies.length > 1 ? `${node}#${position}` : node),
      key,
      round: outer.path === "" ? (isRole ? own : 1) : (rounds.get(outer.key) ?? 1),
    };
  };
}

/** The nodes of one name that one super-step sent for, this one among them. */
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
