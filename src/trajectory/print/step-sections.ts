import { toPythonJson } from "../../json.js";
import { readBlocks } from "../../text/blocks.js";
import { toProse } from "../../text/prose.js";
import type { Item } from "../../types.js";
import type { Step, Trajectory } from "../trajectory.js";
import type { Page } from "./page.js";
import { shortenAnswer } from "./shorten-answer.js";
import { candidatesOf, nameItem } from "./task-section.js";

/** Options of {@link writeSteps}. */
interface StepOptions {
  /** Shows complete tool answers. */
  readonly full: boolean;
}

/** Writes all steps in order, with a heading wherever the agent or the phase changes. */
export function writeSteps(page: Page, trajectory: Trajectory, { full }: StepOptions): void {
  const items = candidatesOf(trajectory);
  // The outcome section lists the ranking with titles.
  const without = trajectory.outcome === null ? [] : ["ranking"];
  let last = "";
  for (const step of trajectory.steps) {
    const heading = headingOf(step);
    if (heading !== last) {
      page.gap();
      page.write(heading, { style: "bold" });
    }
    last = heading;
    if (step.kind === "tool_call") writeToolCall(page, step);
    else if (step.kind === "tool_response") writeToolAnswer(page, step, full);
    else writeText(page, withTitles(toProse(withoutTags(step.content), { without }), items));
  }
}

const PHASES = { plan: "Plan", reflection: "Reflection", recommend: "Ranking" } as const;

function headingOf(step: Step): string {
  const { kind, agent, node, round } = step;
  const again = round > 1 ? `, round ${round}${agent === "" ? "" : " (asked again)"}` : "";
  if (kind === "plan" || kind === "reflection" || kind === "recommend") {
    return agent === "" ? `${PHASES[kind]}${again}` : `${PHASES[kind]} by ${agent}${again}`;
  }
  return `${agent === "" ? node : agent}${again}`;
}

function writeText(page: Page, prose: string): void {
  const sendsBack = /^Verdict: revise$/m.test(prose);
  if (prose !== "") page.write(prose, { indent: 2, ...(sendsBack ? { style: "yellow" } : {}) });
}

/** Replaces the tags of a student's blocks by headings: `<plan>` becomes `Plan:`. */
function withoutTags(content: string): string {
  const { blocks, isBroken } = readBlocks(content);
  if (blocks.length === 0 || isBroken) return content;
  const opened = content.replace(
    /<(plan|analysis|reflection|recommend)>\n?/g,
    (_, kind: string) => `${kind.charAt(0).toUpperCase()}${kind.slice(1)}: `,
  );
  return opened.replace(/\n?<\/(?:plan|analysis|reflection|recommend)>/g, "");
}

/** `- [50]: because` becomes `- [50] Star Wars (1977): because`. */
function withTitles(prose: string, items: ReadonlyMap<string, Item>): string {
  return prose.replace(/^- \[([^\]]+)\](?=: )/gm, (_, id: string) => `- ${nameItem(id, items)}`);
}

function writeToolCall(page: Page, step: Extract<Step, { kind: "tool_call" }>): void {
  const { name, arguments: given } = step;
  const text =
    typeof given === "string"
      ? `(broken arguments) ${given}`
      : `(${Object.entries(given)
          .map(([key, value]) => `${key}: ${toPythonJson(value)}`)
          .join(", ")})`;
  page.write(`calls ${name}${text}`, { indent: 2, hang: 4, style: "cyan" });
}

function writeToolAnswer(
  page: Page,
  { content, status }: Extract<Step, { kind: "tool_response" }>,
  full: boolean,
): void {
  const { lines, leftOut } = full
    ? { lines: content.split("\n"), leftOut: "" }
    : shortenAnswer(content);
  const style = status === "error" ? "red" : "dim";
  for (const line of lines) page.write(line, { indent: 4, hang: 2, style });
  if (leftOut !== "") page.write(`(left out: ${leftOut})`, { indent: 4, style });
}
