import type { RoleRequest } from "./role-request.js";
import { scoreCandidates, sortedIndexes } from "./score-candidates.js";

/** The ranking of an agent that is alone: by the tool answers it read, or without tools by the history in its request. */
export function recommendAlone({ task, observations, sections }: RoleRequest) {
  const read = observations.map(({ text }) => text);
  const history = sections.get("History") ?? "";
  const scores = scoreCandidates(task.candidates, read.length > 0 ? read : [history]);
  return { ranking: sortedIndexes(scores).flatMap((index) => task.candidates[index]?.id ?? []) };
}
