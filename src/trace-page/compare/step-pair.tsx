import type { ComparedStep } from "../../trajectory/compare/compare-runs.js";
import { Text } from "../text.js";
import { splitByDifference, type TextPart } from "./comparison.js";

const NAMES = {
  plan: "plan",
  analysis: "report",
  tool_call: "call",
  tool_response: "tool answer",
  reflection: "reflection",
  recommend: "recommendation",
} as const;

const CHANGES = {
  equal: ["equal", ""],
  changed: ["changed", "warn"],
  only_one: ["only in A", "bad"],
  only_other: ["only in B", "good"],
} as const;

/** A step of two runs. Equal ones are closed. */
export function StepPair({ step }: { readonly step: ComparedStep }) {
  const { change, kind, role, round } = step;
  const [name, color] = CHANGES[change];
  return (
    <details class={`pair ${change}`} open={change !== "equal"}>
      <summary>
        <strong>
          <Text value={role} />
        </strong>{" "}
        {NAMES[kind]} {round > 1 && <span class="tag">round {round}</span>}{" "}
        <span class={`tag ${color}`}>{name}</span>
      </summary>
      <Texts step={step} />
    </details>
  );
}

function Texts({ step: { change, one, other } }: { readonly step: ComparedStep }) {
  if (change === "equal") return <Lines parts={[{ text: one ?? "", isDifferent: false }]} />;
  const [ones, others] = splitByDifference(one ?? "", other ?? "");
  return (
    <div class="sides">
      <div class="one">{one !== null && <Lines parts={ones} />}</div>
      <div class="other">{other !== null && <Lines parts={others} />}</div>
    </div>
  );
}

function Lines({ parts }: { readonly parts: readonly TextPart[] }) {
  return (
    <pre tabIndex={0}>
      {parts.map(({ text, isDifferent }, at) => (
        <span key={at} class={isDifferent ? "different" : ""}>
          <Text value={at < parts.length - 1 ? `${text}\n` : text} />
        </span>
      ))}
    </pre>
  );
}
