import { STUDENT_PROMPT } from "../../graphs/agents/student-prompt.js";
import { readJsonObject, toPythonJson } from "../../json.js";
import { type BlockKind, readBlocks } from "../../text/blocks.js";
import { escapeOnce, escapeInJson } from "../../text/data-text.js";
import { toProse } from "../../text/prose.js";
import type { Step, Trajectory } from "../../trajectory/trajectory.js";
import type { ToolArguments } from "./conversation.js";
import { trainedCalls } from "./trained-calls.js";

/** One thing that a single agent does: it writes a block, or it calls a tool and reads the answer. */
export type LinearStep =
  | { readonly kind: BlockKind; readonly text: string }
  | {
      readonly kind: "tool_call";
      readonly name: string;
      readonly arguments: ToolArguments;
      readonly answer: string;
    };

type TextStep = Extract<Step, { content: string; kind: BlockKind }>;

/**
 * What one agent would do in the place of all: the plan, every call worth learning with its answer, every report under its
 * agent's name, the reflections, the recommendation. Text is prose, and escaped.
 *
 * Left out are failed and unanswered calls, and those that tell nothing new (see {@link trainedCalls}), and of several summaries of one history all but
 * the last. Why the first places lead closes the last reflection; a run without reflections says it in an analysis. A second
 * plan and an earlier recommendation count as analyses. What a student wrote itself is taken block by block as it stands.
 */
export function toLinearSteps(trajectory: Trajectory): LinearStep[] {
  const calls = trainedCalls(trajectory);
  const isStudent = trajectory.prompt[0]?.content === STUDENT_PROMPT;
  return trajectory.steps.flatMap((step, place): LinearStep[] => {
    if (step.kind === "tool_response" || isDraft(step, trajectory.steps[place + 1])) return [];
    if (step.kind === "tool_call") {
      const call = calls.get(step.callId);
      return call === undefined
        ? []
        : [{ kind: "tool_call", ...call, answer: escapeOnce(call.answer) }];
    }
    const own = isStudent ? ownBlocks(step.content) : [];
    return own.length > 0 ? own : toBlocks(step, place, trajectory);
  });
}

/** A summary of a long history is written window by window; each takes the one before it up. */
function isDraft(step: Step, next: Step | undefined): boolean {
  return (
    isSummary(step) &&
    next !== undefined &&
    isSummary(next) &&
    next.agent === step.agent &&
    next.round === step.round
  );
}

function isSummary(step: Step): boolean {
  if (step.kind !== "analysis" || !step.content.includes("summary")) return false;
  return readJsonObject(step.content)?.["summary"] !== undefined;
}

function ownBlocks(content: string): LinearStep[] {
  return readBlocks(content).blocks.flatMap(({ kind, text }) =>
    kind === "tool_call" ? [] : [{ kind, text }],
  );
}

function toBlocks(step: TextStep, place: number, trajectory: Trajectory): LinearStep[] {
  const { steps } = trajectory;
  switch (step.kind) {
    case "plan":
      return block(isFirst(step, steps) ? "plan" : "analysis", toProse(step.content));
    case "analysis":
      return block("analysis", withName(step, toProse(step.content)));
    case "reflection":
      return steps[place + 1]?.kind === "recommend"
        ? block("reflection", lastReflection(step, steps[place + 1]))
        : block("reflection", toProse(step.content));
    case "recommend":
      return [
        ...(steps[place - 1]?.kind === "reflection" ? [] : block("analysis", reasonsFor(step))),
        ...(isLast(step, steps) ? recommendation(step, trajectory) : []),
      ];
  }
}

function block(kind: BlockKind, prose: string): LinearStep[] {
  return prose === "" ? [] : [{ kind, text: escapeOnce(prose) }];
}

const isFirst = (step: Step, steps: readonly Step[]) =>
  steps.find(({ kind }) => kind === step.kind) === step;

const isLast = (step: Step, steps: readonly Step[]) =>
  steps.findLast(({ kind }) => kind === step.kind) === step;

/** `recent_interest, round 2: ...` */
function withName({ agent, round }: Step, prose: string): string {
  if (agent === "" || prose === "") return prose;
  return `${agent}${round > 1 ? `, round ${round}` : ""}: ${prose}`;
}

/** Nobody is asked again after it, so a verdict would say nothing, and revisions would not be true. */
function lastReflection(step: TextStep, next: Step | undefined): string {
  const compared = toProse(step.content, { without: ["verdict", "revisions"] });
  const reasons = next?.kind === "recommend" ? reasonsFor(next) : "";
  return [compared, reasons].filter((part) => part !== "").join("\n");
}

/** A ranker's answer without the ranking; nothing when it is no JSON, since then all of it is the recommendation. */
function reasonsFor({ content }: TextStep): string {
  return readJsonObject(content) === undefined ? "" : toProse(content, { without: ["ranking"] });
}

function recommendation(step: TextStep, { outcome }: Trajectory): LinearStep[] {
  const ranking = outcome?.ranking ?? readJsonObject(step.content)?.["ranking"];
  return Array.isArray(ranking)
    ? [{ kind: "recommend", text: escapeInJson(toPythonJson(ranking)) }]
    : block("recommend", toProse(step.content));
}
