import { z } from "zod";
import { unescapeTags } from "../../text/data-text.js";

const answerSchema = z.object({
  reasoning: z.string().default(""),
  favorites: z.array(z.object({ item_id: z.string(), reason: z.string().default("") })).default([]),
});

/** One agent's report, as it stands in the request of reflector and ranker. */
export interface ReadReport {
  readonly agent: string;
  readonly round: number;
  readonly reasoning: string;
  readonly favorites: readonly { readonly item_id: string; readonly reason: string }[];
}

/** Reads the reports out of the text; one that is no JSON of the usual form counts as a report without favourites. */
export function readReports(text: string): ReadReport[] {
  const blocks = text.split(/^### (?=\w+, round \d+$)/m).slice(1);
  return blocks.map((block) => {
    const [, agent = "", round = "1"] = /^(\w+), round (\d+)/.exec(block) ?? [];
    const answer = /^Answered: (.*)$/m.exec(block)?.[1] ?? "";
    return { agent, round: Number(round), ...parseReport(answer) };
  });
}

/** What one answer says, fenced or bare; one that is no JSON of the usual form is all reasoning. */
export function parseReport(text: string): z.infer<typeof answerSchema> {
  const nothing = { reasoning: text, favorites: [] };
  try {
    const json = unescapeTags(text.slice(text.indexOf("{"), text.lastIndexOf("}") + 1));
    return answerSchema.safeParse(JSON.parse(json)).data ?? nothing;
  } catch {
    return nothing;
  }
}

/** The latest report of each agent, in order of first appearance. */
export function latestReports(reports: readonly ReadReport[]): ReadReport[] {
  return [...new Map(reports.map((report) => [report.agent, report])).values()];
}
