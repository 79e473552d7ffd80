import type { RunView, Segment } from "../../serve/traces/view/run-view.js";
import { formatCount, formatDuration, plural, Text } from "../text.js";
import { colorOf } from "./colors.js";
import { StepCard } from "./step-card.js";

/** Everything that was said and done, grouped by agent. Nothing is collapsed unless a reader collapses it. */
export function Transcript({ view }: { readonly view: RunView }) {
  const names = view.path.nodes.map(({ name }) => name);
  return (
    <>
      {view.segments.map((segment, at) => (
        <Group key={at} segment={segment} view={view} color={colorOf(names, segment.name)} />
      ))}
    </>
  );
}

interface GroupProps {
  readonly segment: Segment;
  readonly view: RunView;
  readonly color: string;
}

function Group({ segment, view, color }: GroupProps) {
  const { name, round, steps, calls, startMs, endMs, inputTokens, outputTokens } = segment;
  const discarded = calls.filter((at) => view.calls[at]?.discarded);
  const facts = [
    plural(calls.length, "model call"),
    `${formatCount(inputTokens)} tokens read, ${formatCount(outputTokens)} written`,
    ...(startMs === null || endMs === null ? [] : [formatDuration(endMs - startMs)]),
    ...(discarded.length > 0 ? [`${discarded.length} of them discarded`] : []),
  ];
  return (
    <details class={`group ${color}`} open>
      <summary>
        <h3>
          <Text value={name} />
          {round > 1 && <span class="tag">round {round}</span>}
        </h3>
        <span class="quiet">{facts.join(" · ")}</span>
      </summary>
      {steps.map((at) => {
        const step = view.steps[at];
        return step === undefined ? null : <StepCard key={at} at={at} step={step} view={view} />;
      })}
      {steps.length === 0 && (
        <p class="quiet">No step of the result: its calls failed or were repeated.</p>
      )}
    </details>
  );
}
