import { z } from "zod";
import { readJsonObject } from "../../json.js";
import { unescapeTags } from "../../text/data-text.js";
import { parseReports } from "../../text/findings.js";

const answerSchema = z.object({
  reasoning: z.string().default(""),
  favorites: z.array(z.object({ item_id: z.string(), reason: z.string().default("") })).default([]),
});

/** One agent's report in the request of the reflector or ranker. */
export interface ParsedReport {
  readonly agent: string;
  /** From 1. */
  readonly round: number;
  readonly reasoning: string;
  readonly favorites: readonly { readonly item_id: string; readonly reason: string }[];
}

/** Parses the reports of a request. A report in any other format than the agents' JSON has no favorites. */
export function readReports(text: string): ParsedReport[] {
  return parseReports(text).map(({ agent, round, answer }) => ({
    agent,
    round,
    ...parseReportAnswer(answer),
  }));
}

/** Parses one agent's answer, fenced or not. Text in any other format becomes the reasoning. */
export function parseReportAnswer(text: string): z.infer<typeof answerSchema> {
  const { data } = answerSchema.safeParse(readJsonObject(unescapeTags(text)));
  return data ?? { reasoning: text, favorites: [] };
}

/** The latest report of each agent, in the order in which the agents first appear. */
export function latestReports(reports: readonly ParsedReport[]): ParsedReport[] {
  return [...new Map(reports.map((report) => [report.agent, report])).values()];
}
