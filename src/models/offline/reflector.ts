import { printId } from "../../text/data-text.js";
import { latestReports, readReports, type ParsedReport } from "./read-reports.js";
import type { RoleRequest } from "./role-request.js";

interface Contradiction {
  readonly agents: readonly [string, string];
  readonly leaders: readonly [string, string];
}

/** Windows of evidence, in the order in which a revision reads them. */
const WINDOWS = ["neighbors", "long_term", "recent"] as const;

/** Asks for a revision if the first favorites of two agents differ and there is a window of evidence that no agent has read. */
export function reflect({ sections }: RoleRequest) {
  const reports = readReports(sections.get("Reports") ?? "");
  const contradiction = findContradiction(latestReports(reports));
  const unread = unreadWindow(reports);
  const revisionsLeft = Number(/(\d+)/.exec(sections.get("Revisions") ?? "")?.[1] ?? 0);
  if (contradiction === undefined) return accept(describeAgreement(latestReports(reports)));
  const { agents, leaders } = contradiction;
  const [one, other] = leaders.map(printId);
  const conflict = `${agents[0]} puts item [${one}] first, ${agents[1]} item [${other}], and the first choices differ.`;
  if (unread === undefined)
    return accept(`${conflict} All windows have been read, so the ranker has to weigh them.`);
  if (revisionsLeft === 0) return accept(`${conflict} There is no revision left to settle it.`);
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

/** The first two agents whose first favorites differ. */
function findContradiction(reports: readonly ParsedReport[]): Contradiction | undefined {
  for (const [index, first] of reports.entries()) {
    for (const second of reports.slice(index + 1)) {
      const [one, other] = [first.favorites[0]?.item_id, second.favorites[0]?.item_id];
      if (one === undefined || other === undefined) continue;
      if (one !== other) return { agents: [first.agent, second.agent], leaders: [one, other] };
    }
  }
  return undefined;
}

function unreadWindow(reports: readonly ParsedReport[]): string | undefined {
  const read = reports
    .map(({ reasoning }) => /^Evidence read: ([^.]*)\./.exec(reasoning)?.[1] ?? "")
    .join(", ");
  if (/\ball\b/.test(read)) return undefined;
  return WINDOWS.find((window) => !read.includes(window));
}

function describeAgreement(reports: readonly ParsedReport[]): string {
  const leaders = reports.flatMap(({ agent, favorites }) =>
    favorites[0] === undefined ? [] : [`${agent}: [${printId(favorites[0].item_id)}]`],
  );
  return `The reports do not contradict each other (first favourites: ${leaders.join(", ") || "none"}).`;
}
