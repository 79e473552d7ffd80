import { readId } from "../../text/data-text.js";
import { ID_PATTERN } from "../../text/item-line.js";
import type { Observation, RoleRequest } from "./role-request.js";

/** A tool call of the offline model. */
export interface PlannedCall {
  readonly name: string;
  readonly arguments: Readonly<Record<string, string | number>>;
}

const NEIGHBORS_SHOWN = 10;
const RECENT_SHOWN = 10;
const HISTORY_SHOWN = 60;

/** The first call of an agent's sequence that it has not made yet; undefined when it has made all of them. */
export function nextCall(request: RoleRequest): PlannedCall | undefined {
  const made = new Set(request.observations.map(keyOf));
  return plannedCalls(request)
    .filter(({ name }) => request.tools.includes(name))
    .find((call) => !made.has(keyOf({ tool: call.name, arguments: call.arguments })));
}

const keyOf = ({ tool, arguments: args }: Pick<Observation, "tool" | "arguments">) =>
  `${tool} ${JSON.stringify(Object.entries(args).sort())}`;

/** An agent reads its window of the history, then the evidence. In a revision it calls only what the question names. */
function plannedCalls({ role, task, sections }: RoleRequest): PlannedCall[] {
  const question = sections.get("Your question") ?? "";
  const focus = /focus (recent|long_term|neighbors|all)\b/.exec(question)?.[1] ?? "all";
  const checked = itemToCheck(sections);
  const { userId, latestItem } = task;
  const evidence = (itemId: string): PlannedCall => ({
    name: "translate_evidence",
    arguments: { user_id: userId, item_id: itemId, focus },
  });
  const history = (window: string, limit: number): PlannedCall => ({
    name: "lookup_user_history",
    arguments: { user_id: userId, window, limit },
  });
  const neighbors = (kind: string, id: string): PlannedCall => ({
    name: "search_neighbors",
    arguments: { kind, id, k: NEIGHBORS_SHOWN },
  });
  if (checked !== undefined) return [evidence(checked)];
  if (sections.has("Your earlier answer")) {
    return [...(focus === "neighbors" ? [neighbors("user", userId)] : []), evidence("candidates")];
  }
  switch (role) {
    case "user_profile":
      return [neighbors("user", userId), evidence("candidates")];
    case "historical_interest":
      return [history("long_term", HISTORY_SHOWN), evidence("candidates")];
    case "interest_divergence":
      return [
        ...(latestItem === undefined ? [] : [neighbors("item", latestItem)]),
        evidence("candidates"),
      ];
    default:
      return [history("recent", RECENT_SHOWN), evidence("candidates")];
  }
}

/** Id of the item that the reflector asks to check; undefined for any other question. */
export function itemToCheck(sections: RoleRequest["sections"]): string | undefined {
  const id = ITEM_TO_CHECK.exec(sections.get("Your question") ?? "")?.[1];
  return id === undefined ? undefined : readId(id);
}

const ITEM_TO_CHECK = new RegExp(String.raw`Check item \[(${ID_PATTERN})\]`);
