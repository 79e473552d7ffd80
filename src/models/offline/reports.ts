import { z } from "zod";
import { readJsonObject } from "../../json.js";
import { unescapeTags } from "../../text/data-text.js";
import { parseReports } from "../../text/findings.js";

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
  return parseReports(text).map(({ agent, round, answer }) => ({
    agent,
    round,
    ...parseReport(answer),
  }));
}

/** What one answer says, fenced or bare; one that is no JSON of the usual form is all reasoning. */
export function parseReport(text: string): z.infer<typeof answerSchema> {
  const { data } = answerSchema.safeParse(readJsonObject(unescapeTags(text)));
  return data ?? { reasoning: text, favorites: [] };
}

/** The latest report of each agent, in order of first appearance. */
export function latestReports(reports: readonly ReadReport[]): ReadReport[] {
  return [...new Map(reports.map((report) => [report.agent, report])).values()];
}
