import { parseHistory } from "../../text/history-answer.js";
import type { RoleRequest } from "./role-request.js";
import { scoreByCategories, scoreCandidates, sortedIndexes } from "./score-candidates.js";

/** The ranking of an agent that is alone: by the tool answers it read, or without tools by the history in its request. */
export function recommendAlone({ task, observations, sections }: RoleRequest) {
  const { candidates } = task;
  const scores =
    observations.length > 0
      ? scoreCandidates(
          candidates,
          observations.map(({ text }) => text),
        )
      : scoreByCategories(candidates, readHistory(sections.get("History") ?? ""));
  return { ranking: sortedIndexes(scores).flatMap((index) => candidates[index]?.id ?? []) };
}

/** The items between the `<data>` tags of a request. */
function readHistory(section: string) {
  const lines = section.split("\n");
  return parseHistory(lines.slice(lines.indexOf("<data>") + 1)).map(({ item }) => item);
}
