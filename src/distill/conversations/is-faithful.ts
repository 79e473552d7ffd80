import { holdsTags } from "../../text/data-text.js";
import type { Step, Trajectory } from "../../trajectory/trajectory.js";
import { listModelCalls } from "../../trajectory/unpack-calls.js";
import { textOf } from "../../trajectory/message-text.js";
import { judgeCalls, listAnswers } from "./judge-calls.js";

/**
 * True if a single-agent transcript of a graph without recommendation tasks contains every message that its replies respond to: all
 * replies can be trained, every message that a model read is in a step (unlike the answer of a person, the feedback of a check, or
 * an earlier thread), and every tool call was answered before the next text.
 */
export function isFaithfulTranscript(trajectory: Trajectory): boolean {
  const calls = listModelCalls(trajectory).filter(({ discarded }) => discarded === undefined);
  if (calls.length === 0 || trajectory.missing?.includes("prompt")) return false;
  const answers = listAnswers(trajectory);
  const verdicts = judgeCalls(calls, { answers, edited: "mask" });
  if (verdicts.some((verdict) => verdict !== "trained")) return false;
  if (calls.some(({ tools, callIds }) => tools === null && callIds.length > 0)) return false;
  const known = new Set([
    ...trajectory.prompt.map(({ content }) => content),
    ...calls.flatMap(({ output }) => (output === null ? [] : [textOf(output)])),
    ...[...answers.values()].map(({ content }) => content),
  ]);
  const isKnown = calls.every(({ input }) =>
    input.every(
      (message) =>
        message.role === "system" ||
        (typeof message.content === "string" && known.has(message.content)),
    ),
  );
  return isKnown && areAnsweredAtOnce(trajectory) && !trajectory.steps.some(wouldBeReworded);
}

/** True if a transcript would change the step: it escapes tags in texts, and leaves out calls with tags in their arguments. */
function wouldBeReworded(step: Step): boolean {
  return step.kind === "tool_call" ? holdsTags(step.arguments) : holdsTags(step.content);
}

function areAnsweredAtOnce({ steps }: Trajectory): boolean {
  const open = new Set<string>();
  return steps.every((step) => {
    if (step.kind === "tool_call") open.add(step.callId);
    else if (step.kind === "tool_response") open.delete(step.callId);
    else return open.size === 0;
    return true;
  });
}
