import { readId } from "../../text/data-text.js";
import { ID_PATTERN } from "../../text/item-line.js";
import type { Conversation, Observation } from "./conversation.js";

/** A tool call the offline model decides on. */
export interface PlannedCall {
  readonly name: string;
  readonly arguments: Readonly<Record<string, string | number>>;
}

const NEIGHBORS_SHOWN = 10;
const HISTORY_SHOWN = 60;

/**
 * What an agent asks for next: the first call of its line of inquiry that it has not made yet.
 *
 * @returns Undefined when it has asked for everything.
 */
export function nextCall(conversation: Conversation): PlannedCall | undefined {
  const made = new Set(conversation.observations.map(keyOf));
  return inquiry(conversation)
    .filter(({ name }) => conversation.tools.includes(name))
    .find((call) => !made.has(keyOf({ tool: call.name, arguments: call.arguments })));
}

const keyOf = ({ tool, arguments: given }: Pick<Observation, "tool" | "arguments">) =>
  `${tool} ${JSON.stringify(Object.entries(given).sort())}`;

/** An agent looks at its window first, then translates; sent back, it asks what its new question names. */
function inquiry({ role, task, sections }: Conversation): PlannedCall[] {
  const question = sections.get("Your question") ?? "";
  const focus = /focus (recent|long_term|neighbors|all)\b/.exec(question)?.[1] ?? "all";
  const checked = checkedItem(sections);
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
      return [history("recent", NEIGHBORS_SHOWN), evidence("candidates")];
  }
}

/** The id of the item that the reflector asks to check; undefined when it asks for something else. */
export function checkedItem(sections: Conversation["sections"]): string | undefined {
  const id = CHECKED.exec(sections.get("Your question") ?? "")?.[1];
  return id === undefined ? undefined : readId(id);
}

const CHECKED = new RegExp(String.raw`Check item \[(${ID_PATTERN})\]`);
