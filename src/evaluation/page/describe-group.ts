import type { GroupReport } from "../report-schema.js";

/** The range of a group: `5 to 20 interactions`. */
export function describeGroup({ from, to }: GroupReport["groups"][number]): string {
  const unit = to === 1 ? "interaction" : "interactions";
  return from === to ? `${from} ${unit}` : `${from} to ${to} ${unit}`;
}
