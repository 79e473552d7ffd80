import { readId } from "../../text/data-text.js";
import { ID_PATTERN } from "../../text/item-line.js";
import { DEFAULT_AGENT_NAMES, type DefaultAgentName, type ToolName } from "../../text/names.js";
import type { Observation, RoleRequest } from "./role-request.js";

/** A tool call of the offline model. */
export interface PlannedCall {
  readonly name: ToolName;
  readonly arguments: Readonly<Record<string, string | number>>;
}

const NEIGHBORS_SHOWN = 10;
const RECENT_SHOWN = 10;
const HISTORY_SHOWN = 10;

/** The calls that an agent has not made yet. None depends on the answer to another, so that it makes all of them in one turn. */
export function nextCalls(request: RoleRequest): PlannedCall[] {
  const made = new Set(request.observations.map(keyOf));
  return plannedCalls(request)
    .filter(({ name }) => request.tools.includes(name))
    .filter((call) => !made.has(keyOf({ tool: call.name, arguments: call.arguments })));
}

const keyOf = ({ tool, arguments: args }: Pick<Observation, "tool" | "arguments">) =>
  `${tool} ${JSON.stringify(Object.entries(args).sort())}`;

/** Creates the calls about the task of one request. */
type Calls = ReturnType<typeof createCalls>;

function createCalls({ task, sections }: RoleRequest) {
  const { userId, latestItem } = task;
  const question = sections.get("Your question") ?? "";
  const focus = /focus (recent|long_term|neighbors|all)\b/.exec(question)?.[1] ?? "all";
  const neighbors = (kind: string, id: string): PlannedCall => ({
    name: "search_neighbors",
    arguments: { kind, id, k: NEIGHBORS_SHOWN },
  });
  return {
    focus,
    evidence: (itemId: string): PlannedCall => ({
      name: "translate_evidence",
      arguments: { user_id: userId, item_id: itemId, focus },
    }),
    history: (window: string, limit: number): PlannedCall => ({
      name: "lookup_user_history",
      arguments: { user_id: userId, window, limit },
    }),
    nearestUsers: () => neighbors("user", userId),
    nearestItems: () => (latestItem === undefined ? [] : [neighbors("item", latestItem)]),
  };
}

/** The calls that an agent makes before it reads the evidence. */
const FIRST_CALLS: Record<DefaultAgentName, (calls: Calls) => PlannedCall[]> = {
  user_profile: ({ nearestUsers }) => [nearestUsers()],
  historical_interest: ({ history }) => [history("long_term", HISTORY_SHOWN)],
  recent_interest: ({ history }) => [history("recent", RECENT_SHOWN)],
  interest_divergence: ({ nearestItems }) => nearestItems(),
};

/** In a revision, an agent calls only what the question names. An agent without rules makes the calls of `recent_interest`. */
function plannedCalls(request: RoleRequest): PlannedCall[] {
  const { role, sections } = request;
  const calls = createCalls(request);
  const checked = itemToCheck(sections);
  if (checked !== undefined) return [calls.evidence(checked)];
  const evidence = calls.evidence("candidates");
  if (sections.has("Your earlier answer")) {
    return [...(calls.focus === "neighbors" ? [calls.nearestUsers()] : []), evidence];
  }
  const name = DEFAULT_AGENT_NAMES.find((known) => known === role) ?? "recent_interest";
  return [...FIRST_CALLS[name](calls), evidence];
}

/** Id of the item that the reflector asks to check; undefined for any other question. */
export function itemToCheck(sections: RoleRequest["sections"]): string | undefined {
  const id = ITEM_TO_CHECK.exec(sections.get("Your question") ?? "")?.[1];
  return id === undefined ? undefined : readId(id);
}

const ITEM_TO_CHECK = new RegExp(String.raw`Check item \[(${ID_PATTERN})\]`);
