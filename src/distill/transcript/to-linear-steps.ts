import { STUDENT_PROMPT } from "../../graphs/agents/student-prompt.js";
import { readJsonObject, toPythonJson } from "../../json.js";
import { type BlockKind, readBlocks } from "../../text/blocks.js";
import { escapeOnce, escapeInJson } from "../../text/data-text.js";
import { toProse } from "../../text/prose.js";
import type { Step, Trajectory } from "../../trajectory/trajectory.js";
import type { ToolArguments } from "./conversation.js";
import { trainedCalls } from "./trained-calls.js";

/** One step of a single agent: a block of text, or a tool call with its answer. */
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
 * Flattens the steps of all agents into those of a single agent: the plan, the calls worth learning with their answers, the
 * reports under their agents' names, the reflections and the recommendation. Texts become prose with escaped tags.
 *
 * Failed, unanswered and redundant calls are left out (see {@link trainedCalls}), as are all but the last of several summaries
 * of one history. The ranker's reasons end the last reflection, or form an analysis if there is no reflection. A second plan
 * and an earlier recommendation become analyses. The steps of a student's own run are taken over block by block.
 */
export function toLinearSteps(trajectory: Trajectory): LinearStep[] {
  const calls = trainedCalls(trajectory);
  const isStudent = trajectory.prompt[0]?.content === STUDENT_PROMPT;
  return trajectory.steps.flatMap((step, index): LinearStep[] => {
    const next = trajectory.steps[index + 1];
    if (step.kind === "tool_response" || isSupersededSummary(step, next)) return [];
    if (step.kind === "tool_call") {
      const call = calls.get(step.callId);
      return call === undefined
        ? []
        : [{ kind: "tool_call", ...call, answer: escapeOnce(call.answer) }];
    }
    const blocks = isStudent ? studentBlocks(step.content) : [];
    return blocks.length > 0 ? blocks : toBlocks(step, index, trajectory);
  });
}

/** A long history is summarized window by window; each summary includes the one before it. */
function isSupersededSummary(step: Step, next: Step | undefined): boolean {
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

function studentBlocks(content: string): LinearStep[] {
  return readBlocks(content).blocks.flatMap(({ kind, text }) =>
    kind === "tool_call" ? [] : [{ kind, text }],
  );
}

function toBlocks(step: TextStep, index: number, trajectory: Trajectory): LinearStep[] {
  const { steps, task } = trajectory;
  // The format of the answers of other graphs is unknown, so their texts are not reworded.
  if (task === null) return verbatimBlocks(step, steps);
  switch (step.kind) {
    case "plan":
      return block(isFirst(step, steps) ? "plan" : "analysis", toProse(step.content));
    case "analysis":
      return block("analysis", withAgentName(step, toProse(step.content)));
    case "reflection":
      return steps[index + 1]?.kind === "recommend"
        ? block("reflection", lastReflection(step, steps[index + 1]))
        : block("reflection", toProse(step.content));
    case "recommend":
      return [
        ...(steps[index - 1]?.kind === "reflection" ? [] : block("analysis", reasonsFor(step))),
        ...(isLast(step, steps) ? recommendation(step, trajectory) : []),
      ];
  }
}

function verbatimBlocks(step: TextStep, steps: Trajectory["steps"]): LinearStep[] {
  const isUnique = step.kind === "plan" ? isFirst(step, steps) : isLast(step, steps);
  const isRepeated = (step.kind === "plan" || step.kind === "recommend") && !isUnique;
  return block(isRepeated ? "analysis" : step.kind, withAgentName(step, step.content));
}

function block(kind: BlockKind, prose: string): LinearStep[] {
  return prose === "" ? [] : [{ kind, text: escapeOnce(prose) }];
}

const isFirst = (step: Step, steps: readonly Step[]) =>
  steps.find(({ kind }) => kind === step.kind) === step;

const isLast = (step: Step, steps: readonly Step[]) =>
  steps.findLast(({ kind }) => kind === step.kind) === step;

/** `recent_interest, round 2: ...` */
function withAgentName({ agent, round }: Step, prose: string): string {
  if (agent === "" || prose === "") return prose;
  return `${agent}${round > 1 ? `, round ${round}` : ""}: ${prose}`;
}

/** Omits verdict and revisions: no agent runs after the last reflection, so revisions it asks for are never made. */
function lastReflection(step: TextStep, next: Step | undefined): string {
  const comparison = toProse(step.content, { without: ["verdict", "revisions"] });
  const reasons = next?.kind === "recommend" ? reasonsFor(next) : "";
  return [comparison, reasons].filter((part) => part !== "").join("\n");
}

/** The ranker's answer without the ranking; empty if the answer is not JSON, since all of it is the recommendation then. */
function reasonsFor({ content }: TextStep): string {
  return readJsonObject(content) === undefined ? "" : toProse(content, { without: ["ranking"] });
}

function recommendation(step: TextStep, { outcome }: Trajectory): LinearStep[] {
  const ranking = outcome?.ranking ?? readJsonObject(step.content)?.["ranking"];
  return Array.isArray(ranking)
    ? [{ kind: "recommend", text: escapeInJson(toPythonJson(ranking)) }]
    : block("recommend", toProse(step.content));
}
