import { AIMessage, SystemMessage, ToolMessage } from "@langchain/core/messages";
import type { BaseMessage } from "@langchain/core/messages";
import { toGraphInput } from "../../../src/graphs/opening.js";
import { request } from "../../../src/graphs/prompts.js";
import { readConversation } from "../../../src/models/offline/conversation.js";
import { fenceData } from "../../../src/text/data-text.js";
import type { EvidenceKind } from "../../../src/text/evidence-kinds.js";
import { formatEvidenceLine } from "../../../src/text/evidence-line.js";
import { formatObservations, formatReports } from "../../../src/text/findings.js";
import type { SectionTitle } from "../../../src/text/sections.js";
import { tinyShop } from "../../support/tiny-shop.js";
import { task } from "../../tools/support.js";

export const { opening: OPENING } = toGraphInput(task, tinyShop);
export const ALL_TOOLS = ["lookup_user_history", "search_neighbors", "translate_evidence"];

/** What was called and answered so far: name, arguments, answer. */
export type Past = readonly (readonly [string, Readonly<Record<string, unknown>>, string])[];

/** The messages of a role that was given these sections. */
export function messagesFor(
  role: string,
  sections: Readonly<Partial<Record<SectionTitle, string>>>,
  past: Past = [],
): BaseMessage[] {
  return [
    new SystemMessage(`You are the ${role} of a team.`),
    request({ Task: OPENING, ...sections }),
    ...past.flatMap(([name, args, text], place) => [
      new AIMessage({ content: "", tool_calls: [{ id: `call_${place}`, name, args }] }),
      new ToolMessage({ tool_call_id: `call_${place}`, name, content: text }),
    ]),
  ];
}

/** The same, as the offline model's rules read it. */
export function conversation(
  role: string,
  sections: Readonly<Partial<Record<SectionTitle, string>>> = {},
  {
    past = [],
    tools = ALL_TOOLS,
  }: { readonly past?: Past; readonly tools?: readonly string[] } = {},
) {
  return readConversation(messagesFor(role, sections, past), tools);
}

/** Lines of evidence for items of the tiny shop: top percents by kind, null for "none". */
export function evidenceLines(
  percents: Readonly<Record<string, Partial<Record<EvidenceKind, number | null>>>>,
): string {
  const lines = Object.entries(percents).map(([id, kinds]) => {
    const entries = Object.entries(kinds) as [EvidenceKind, number | null][];
    return formatEvidenceLine({
      item: tinyShop.items.get(id)!,
      stated: entries.map(([kind]) => kind),
      readings: entries.flatMap(([kind, topPercent]) =>
        topPercent === null ? [] : { kind, value: 1, base: 2, lift: 3, topPercent },
      ),
    });
  });
  return lines.join("\n");
}

/** The evidence section of a ranker's request: what each agent read. */
export function evidenceSection(read: readonly (readonly [agent: string, text: string])[]): string {
  return fenceData(
    formatObservations(read.map(([agent, text]) => ({ agent, tool: "translate_evidence", text }))),
  );
}

/** The reports section: agent, round, favorites, and which evidence was read. */
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
