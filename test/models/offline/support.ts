import { AIMessage, SystemMessage, ToolMessage, type BaseMessage } from "@langchain/core/messages";
import { toGraphInput } from "../../../src/graphs/graph-input.js";
import { request } from "../../../src/graphs/prompts.js";
import { readRoleRequest } from "../../../src/models/offline/role-request.js";
import { fenceData } from "../../../src/text/data-text.js";
import type { EvidenceKind } from "../../../src/text/evidence-kinds.js";
import { formatObservations, formatReports } from "../../../src/text/findings.js";
import type { SectionTitle } from "../../../src/text/sections.js";
import { evidenceText, reading } from "../../support/evidence.js";
import { tinyShop } from "../../support/tiny-shop.js";
import { task } from "../../tools/support.js";

const { opening: OPENING } = toGraphInput(task, tinyShop);
export const ALL_TOOLS = ["lookup_user_history", "search_neighbors", "translate_evidence"];

/** Earlier tool calls: name, arguments and answer. */
export type Past = readonly (readonly [string, Readonly<Record<string, unknown>>, string])[];

/** Messages of a request to a role with these sections. */
export function messagesFor(
  role: string,
  sections: Readonly<Partial<Record<SectionTitle, string>>>,
  past: Past = [],
): BaseMessage[] {
  return [
    new SystemMessage(`You are the ${role} of a team.`),
    request({ Task: OPENING, ...sections }),
    ...past.flatMap(([name, args, text], index) => [
      new AIMessage({ content: "", tool_calls: [{ id: `call_${index}`, name, args }] }),
      new ToolMessage({ tool_call_id: `call_${index}`, name, content: text }),
    ]),
  ];
}

/** The parsed {@link messagesFor} of a role. */
export function roleRequest(
  role: string,
  sections: Readonly<Partial<Record<SectionTitle, string>>> = {},
  {
    past = [],
    tools = ALL_TOOLS,
  }: { readonly past?: Past; readonly tools?: readonly string[] } = {},
) {
  return readRoleRequest(messagesFor(role, sections, past), tools);
}

/**
 * An evidence answer, with 10,000 new items. `percents` holds the top percentage per item and kind, null for no evidence; all items have
 * the kinds of the first.
 */
export function evidenceOn(
  percents: Readonly<Record<string, Partial<Record<EvidenceKind, number | null>>>>,
): string {
  const [first = {}] = Object.values(percents);
  const rows = Object.entries(percents).map(([id, kinds]) => {
    const entries = Object.entries(kinds) as [EvidenceKind, number | null][];
    const readings = entries.flatMap(([kind, percent]) =>
      percent === null ? [] : reading(kind, percent),
    );
    return [id, readings] as const;
  });
  return evidenceText({
    stated: Object.keys(first) as EvidenceKind[],
    rows: Object.fromEntries(rows),
  });
}

/** The evidence section of a ranker's request, from the texts that each agent read. */
export function evidenceSection(read: readonly (readonly [agent: string, text: string])[]): string {
  return fenceData(
    formatObservations(read.map(([agent, text]) => ({ agent, tool: "translate_evidence", text }))),
  );
}

/** The reports section, from agent, round, favorites and the windows of evidence that were read. */
export function reportsSection(
  reports: readonly (readonly [agent: string, round: number, favorites: string[], read: string])[],
): string {
  const written = reports.map(([agent, round, favorites, read]) => {
    const answer = {
      reasoning: `Evidence read: ${read}. More.`,
      favorites: favorites.map((item_id) => ({ item_id, reason: "So." })),
    };
    return { agent, round, question: "Why?", answer: JSON.stringify(answer) };
  });
  return fenceData(formatReports(written));
}
