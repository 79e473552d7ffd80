import { escapeOnce, escapeTags, inlineData, unescapeTags } from "./data-text.js";
import { formatEvidenceAnswer, parseEvidenceAnswer } from "./evidence-answer.js";
import { escapeHeadings, unescapeHeadings } from "./headings.js";
import { formatReference, joinEvidence, resolveReference } from "./shared-evidence.js";

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

const JOINED = "### Evidence that the agents read";

/**
 * Tool answers, duplicates left out. Tags and headings in them are escaped. Several tables of evidence become one, and each agent's
 * answer the columns and items of it that the agent read.
 */
export function formatObservations(observations: readonly ObservationText[]): string {
  const evidence = observations.map(({ text }) => parseEvidenceAnswer(text));
  const joined = joinEvidence(evidence.filter((answer) => answer !== undefined));
  const texts = observations.map(({ agent, tool, text }, index) => {
    const answer = evidence[index];
    const reference = answer && joined && formatReference(answer, joined);
    return formatBlock(`### ${agent} read ${inlineData(tool)}`, reference ?? text);
  });
  const table = joined === undefined ? [] : [formatBlock(JOINED, formatEvidenceAnswer(joined))];
  return [...table, ...new Set(texts)].join("\n\n");
}

function formatBlock(heading: string, text: string): string {
  return [heading, escapeHeadings(escapeTags(text), "###")].join("\n");
}

/** Reads what {@link formatObservations} writes. Inside a fence, the last text ends with the closing tag. */
export function parseObservations(text: string): ObservationText[] {
  const blocks = splitBlocks(text, /^### (?:(\w+) read (\w+)|Evidence that the agents read)$/);
  const textOf = ({ lines }: TextBlock) => unescapeTags(unescapeHeadings(lines.join("\n"), "###"));
  const [first] = blocks.filter(({ heading }) => heading[0] === JOINED);
  const joined = first && parseEvidenceAnswer(textOf(first));
  return blocks.flatMap((block) => {
    const [heading, agent = "", tool = ""] = block.heading;
    if (heading === JOINED) return [];
    const written = textOf(block);
    const answer = joined && resolveReference(written.replace(/\n<\/data>$/, ""), joined);
    return [{ agent, tool, text: answer === undefined ? written : formatEvidenceAnswer(answer) }];
  });
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
