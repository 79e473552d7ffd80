import type { ReplyFields } from "../../../trajectory/atif/star-fields.js";
import { textOf } from "../../../trajectory/message-text.js";
import type { Step, Trajectory } from "../../../trajectory/trajectory.js";
import type { ModelCall } from "../../../trajectory/unpack-calls.js";

type Answer = Extract<Step, { kind: "tool_response" }>;

/** A tool's answer and its position. */
export interface KnownAnswer {
  readonly at: number;
  readonly step: Answer;
}

/** Positions of calls and answers among a trajectory's steps. */
export interface StepPositions {
  /** One per call of the trajectory: position and kind of its first step; empty for a call without steps. */
  readonly replies: readonly Pick<ReplyFields, "at" | "kind">[];
  /** By `callId`. */
  readonly answers: ReadonlyMap<string, KnownAnswer>;
}

/** Finds the steps of each call. The steps of replies are in the order of the calls, each text before its tool calls. */
export function locateSteps({ steps }: Trajectory, calls: readonly ModelCall[]): StepPositions {
  const positions = [...steps.keys()];
  const written = positions.filter((at) => steps[at]?.kind !== "tool_response");
  const answers = steps.flatMap((step, at) =>
    step.kind === "tool_response" ? [[step.callId, { at, step }] as const] : [],
  );
  let next = 0;
  const replies = calls.map((call) => {
    const { output, discarded } = call;
    const count =
      output === null || discarded
        ? 0
        : Number(textOf(output) !== "") + (output.calls ?? []).length;
    const at = written[next];
    next += count;
    const step = count === 0 || at === undefined ? undefined : steps[at];
    if (at === undefined || step === undefined) return {};
    return step.kind === "tool_call" || step.kind === "tool_response"
      ? { at }
      : { at, kind: step.kind };
  });
  return { replies, answers: new Map(answers) };
}
