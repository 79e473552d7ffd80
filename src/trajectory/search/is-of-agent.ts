/** Where a step, a model call or a text comes from. */
interface Origin {
  readonly agent: string;
  readonly node: string;
}

/** Name of the agent, or of the node of the outermost graph, that something comes from. */
export function roleOf({ agent, node }: Origin): string {
  return agent === "" ? node : agent;
}

/** True if something comes from the agent `name`: that is its whole path, a part of it, or a node of the outermost graph. */
export function isOfAgent(origin: Origin, name: string): boolean {
  return roleOf(origin) === name || origin.agent.split("/").includes(name);
}
