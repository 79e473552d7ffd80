import { escapeOnce, escapeTags, inlineData, unescapeTags } from "./data-text.js";
import { escapeHeadings, unescapeHeadings } from "./headings.js";

/** One agent's report, as reflector and ranker read it. */
interface ReportText {
  readonly agent: string;
  /** 1 for the first pass. */
  readonly round: number;
  readonly question: string;
  readonly answer: string;
}

/** A tool answer that an agent has read. */
interface ObservationText {
  readonly agent: string;
  readonly tool: string;
  readonly text: string;
}

/**
 * Reports without the evidence behind them. Tags in questions and answers are escaped, and their further lines are indented, so that
 * none of them begins another report or answer.
 */
export function formatReports(reports: readonly ReportText[]): string {
  return reports
    .map(({ agent, round, question, answer }) =>
      [
        `### ${agent}, round ${round}`,
        `Asked: ${formatWords(question)}`,
        `Answered: ${formatWords(answer)}`,
      ].join("\n"),
    )
    .join("\n\n");
}

function formatWords(text: string): string {
  return escapeHeadings(escapeOnce(text), "###").replaceAll("\n", "\n  ");
}

/**
 * Reads what {@link formatReports} writes, also inside a fence. Of questions and answers only the first line is read; tags in
 * them stay escaped.
 */
export function parseReports(text: string): ReportText[] {
  return splitBlocks(text, /^### (\w+), round (\d+)$/).map(({ heading, lines }) => {
    const lineAfter = (label: string) => {
      const line = lines.find((one) => one.startsWith(label)) ?? "";
      return unescapeHeadings(line.slice(label.length), "###");
    };
    return {
      agent: heading[1] ?? "",
      round: Number(heading[2]),
      question: lineAfter("Asked: "),
      answer: lineAfter("Answered: "),
    };
  });
}

/** Tool answers, duplicates left out. Tags and headings in them are escaped. */
export function formatObservations(observations: readonly ObservationText[]): string {
  const texts = observations.map(({ agent, tool, text }) =>
    [`### ${agent} read ${inlineData(tool)}`, escapeHeadings(escapeTags(text), "###")].join("\n"),
  );
  return [...new Set(texts)].join("\n\n");
}

/** Reads what {@link formatObservations} writes. Inside a fence, the last text ends with the closing tag. */
export function parseObservations(text: string): ObservationText[] {
  return splitBlocks(text, /^### (\w+) read (\w+)$/).map(({ heading, lines }) => ({
    agent: heading[1] ?? "",
    tool: heading[2] ?? "",
    text: unescapeTags(unescapeHeadings(lines.join("\n"), "###")),
  }));
}

interface TextBlock {
  readonly heading: readonly string[];
  /** Lines up to the next heading, without the empty line between blocks. */
  readonly lines: string[];
}

function splitBlocks(text: string, heading: RegExp): TextBlock[] {
  const blocks: TextBlock[] = [];
  for (const line of text.split("\n")) {
    const parts = heading.exec(line);
    const current = blocks.at(-1);
    if (parts === null) current?.lines.push(line);
    else {
      if (current?.lines.at(-1) === "") current.lines.pop();
      blocks.push({ heading: parts, lines: [] });
    }
  }
  return blocks;
}
