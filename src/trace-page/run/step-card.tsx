import { useSignal } from "@preact/signals";
import type { RunView, StepView } from "../../serve/traces/view/run-view.js";
import { replace, route, toHash } from "../state.js";
import { formatDuration, Text } from "../text.js";
import { CallDetails } from "./call-details.js";
import { EvidenceTable } from "./evidence-table.js";
import { Item, Prose } from "./item.js";

const KINDS = {
  plan: "plan",
  analysis: "analysis",
  reflection: "reflection",
  recommend: "recommendation",
  tool_call: "calls",
  tool_response: "answer of",
} as const;

interface StepProps {
  readonly at: number;
  readonly step: StepView;
  readonly view: RunView;
}

/** One step. */
export function StepCard({ at, step, view }: StepProps) {
  const isCurrent = route.value.step === at;
  const isTold = useSignal(false);
  const isRaw = useSignal(false);
  const hash = toHash({ ...route.value, step: at });
  const isFailed = step.kind === "tool_response" && step.status === "error";
  const mark = (event: Event) => {
    event.preventDefault();
    replace({ step: at });
  };
  return (
    <div
      id={`step-${at}`}
      class={`step ${step.kind}${isCurrent ? " current" : ""}${isFailed ? " bad" : ""}`}
    >
      <div class="step-head">
        <a
          class="number"
          href={hash}
          onClick={mark}
          aria-label={`Step ${at + 1}`}
          title="Link to this step"
        >
          {at + 1}
        </a>
        <span class="kind">{KINDS[step.kind]}</span>
        {"name" in step && (
          <code>
            <Text value={step.name} />
          </code>
        )}
        {isFailed && <span class="tag bad">error</span>}
        <span class="spread" />
        {step.timing !== undefined && (
          <span class="quiet time">{formatDuration(step.timing.durationMs)}</span>
        )}
        {(step.prose !== null || step.evidence !== null) && (
          <button
            type="button"
            aria-pressed={isRaw.value}
            onClick={() => (isRaw.value = !isRaw.value)}
          >
            as written
          </button>
        )}
        {step.call !== null && (
          <button
            type="button"
            aria-pressed={isTold.value}
            onClick={() => (isTold.value = !isTold.value)}
          >
            what the model was told
          </button>
        )}
      </div>
      {isTold.value && step.call !== null && <CallDetails position={step.call} view={view} />}
      <Content at={at} step={step} isRaw={isRaw.value} view={view} />
    </div>
  );
}

interface ContentProps {
  readonly at: number;
  readonly step: StepView;
  readonly isRaw: boolean;
  readonly view: RunView;
}

function Content({ at, step, isRaw, view }: ContentProps) {
  if (step.kind === "tool_call") return <Arguments value={step.arguments} />;
  if (step.kind === "tool_response") {
    const { ranAs, ranWith } = step;
    return (
      <>
        {(ranAs !== undefined || ranWith !== undefined) && (
          <p class="warning">
            Executed otherwise than written:{" "}
            {ranAs !== undefined && (
              <code>
                <Text value={ranAs} />
              </code>
            )}
            {ranWith !== undefined && <Arguments value={ranWith} />}
          </p>
        )}
        {step.evidence !== null && !isRaw ? (
          <EvidenceTable table={step.evidence} step={at} />
        ) : (
          <Raw value={step.content} />
        )}
      </>
    );
  }
  if (isRaw || step.prose === null) return <Raw value={step.content} />;
  const { outcome } = view.run;
  const isRanking = step.kind === "recommend" && outcome !== null;
  return (
    <>
      <Prose value={isRanking ? step.prose.replace(/^Ranking: .*$/m, "").trim() : step.prose} />
      {isRanking && (
        <ol class="ranking">
          {outcome.ranking.map((id) => (
            <li key={id}>
              <Item id={id} />
            </li>
          ))}
        </ol>
      )}
    </>
  );
}

function Raw({ value }: { readonly value: string }) {
  return (
    <pre>
      <Text value={value === "" ? "(empty)" : value} />
    </pre>
  );
}

/** Arguments of a call, one a line; as text if they are not an object. */
export function Arguments({ value }: { readonly value: unknown }) {
  if (typeof value !== "object" || value === null)
    return <Raw value={typeof value === "string" ? value : (JSON.stringify(value) ?? "")} />;
  return (
    <dl class="arguments">
      {Object.entries(value).map(([name, given]) => (
        <div key={name}>
          <dt>
            <Text value={name} />
          </dt>
          <dd>
            <Text value={typeof given === "string" ? given : JSON.stringify(given)} />
          </dd>
        </div>
      ))}
    </dl>
  );
}
