/** Number of colors of agents in the style sheet. */
const COLORS = 8;

/** The class of an agent's color: the same everywhere in a run. */
export function colorOf(names: readonly string[], name: string): string {
  return `agent-${Math.max(0, names.indexOf(name)) % COLORS}`;
}
