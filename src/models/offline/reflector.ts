import { printId } from "../../text/data-text.js";
import type { Conversation } from "./conversation.js";
import { latestReports, readReports, type ReadReport } from "./reports.js";

interface Contradiction {
  readonly agents: readonly [string, string];
  readonly leaders: readonly [string, string];
}

/** Windows in the order in which they settle a doubt; "all" has been read when all of them have. */
const WINDOWS = ["neighbors", "long_term", "recent"] as const;

/** Sends two agents back whose favourites contradict each other, as long as there is a window nobody has read. */
export function reflect({ sections }: Conversation) {
  const reports = readReports(sections.get("Reports") ?? "");
  const contradiction = findContradiction(latestReports(reports));
  const unread = unreadWindow(reports);
  const left = Number(/(\d+)/.exec(sections.get("Revisions") ?? "")?.[1] ?? 0);
  if (contradiction === undefined) return accept(describeAgreement(latestReports(reports)));
  const { agents, leaders } = contradiction;
  const [one, other] = leaders.map(printId);
  const conflict = `${agents[0]} puts item [${one}] first, ${agents[1]} item [${other}], and the first choices differ.`;
  if (unread === undefined)
    return accept(`${conflict} All windows have been read, so the ranker has to weigh them.`);
  if (left === 0) return accept(`${conflict} There is no revision left to settle it.`);
  return {
    reasoning: `${conflict} Nobody has read the ${unread} evidence yet, which can settle it.`,
    verdict: "revise",
    revisions: [
      {
        agent: agents[0],
        question: `Does other evidence support [${one}] or [${other}]? Use the focus ${unread} for all candidates.`,
      },
      {
        agent: agents[1],
        question: `What speaks for the other side? Check item [${one}] with the focus all.`,
      },
    ],
  };
}

const accept = (reasoning: string) => ({ reasoning, verdict: "accept", revisions: [] });

/** Two agents with different first choices. */
function findContradiction(reports: readonly ReadReport[]): Contradiction | undefined {
  for (const [place, first] of reports.entries()) {
    for (const second of reports.slice(place + 1)) {
      const [one, other] = [first.favorites[0]?.item_id, second.favorites[0]?.item_id];
      if (one === undefined || other === undefined) continue;
      if (one !== other) return { agents: [first.agent, second.agent], leaders: [one, other] };
    }
  }
  return undefined;
}

function unreadWindow(reports: readonly ReadReport[]): string | undefined {
  const read = reports
    .map(({ reasoning }) => /^Evidence read: ([^.]*)\./.exec(reasoning)?.[1] ?? "")
    .join(", ");
  if (/\ball\b/.test(read)) return undefined;
  return WINDOWS.find((window) => !read.includes(window));
}

function describeAgreement(reports: readonly ReadReport[]): string {
  const leaders = reports.flatMap(({ agent, favorites }) =>
    favorites[0] === undefined ? [] : [`${agent}: [${printId(favorites[0].item_id)}]`],
  );
  return `The reports do not contradict each other (first favourites: ${leaders.join(", ") || "none"}).`;
}
