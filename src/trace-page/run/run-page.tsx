import { useEffect } from "preact/hooks";
import { marked } from "../compare/marked.js";
import { goToHeaviest, goToNeighbor, goToStep } from "../keyboard.js";
import { go, route } from "../state.js";
import { Text } from "../text.js";
import type { CurrentRun } from "./current-run.js";
import { Objections } from "./objections.js";
import { Overview } from "./overview.js";
import { PathDrawing } from "./path-drawing.js";
import { RankChart } from "./rank-chart.js";
import { Timeline } from "./timeline.js";
import { TrainingData } from "./training-data.js";
import { Transcript } from "./transcript.js";

/** One run. */
export function RunPage({ current }: { readonly current: CurrentRun }) {
  const { view, key } = current;
  const { counterpart } = view;
  const { id } = view.run;
  useEffect(() => {
    const { step } = route.peek();
    if (step === undefined) scrollTo(0, 0);
    else goToStep(step);
    document.title = `${id} · Traces`;
    return () => {
      document.title = "Traces";
    };
  }, [id]);
  return (
    <article class="run">
      <nav class="run-bar" aria-label="Runs">
        <button type="button" onClick={() => go({ run: undefined })}>
          ← All runs
        </button>
        <button type="button" onClick={() => compareWithAnother(key)}>
          ⇄ Compare…
        </button>
        {counterpart !== null && (
          <button type="button" onClick={() => go({ compare: [key, counterpart.key] })}>
            ⇄ Compare with <Text value={counterpart.file} />
          </button>
        )}
        <span class="spread" />
        <button type="button" onClick={() => void goToNeighbor(key, -1)}>
          ← Previous
        </button>
        <button type="button" onClick={() => void goToNeighbor(key, 1)}>
          Next →
        </button>
      </nav>
      <h1>
        <Text value={id} />
      </h1>
      <Overview current={current} />
      <Section title="Path" isShown={view.segments.length > 1}>
        <PathDrawing view={view} />
      </Section>
      <Section title="Timeline" isShown={view.segments.some(({ startMs }) => startMs !== null)}>
        <Timeline view={view} />
        {current.heaviest !== undefined && (
          <button type="button" onClick={goToHeaviest}>
            Go to the call with the most tokens
          </button>
        )}
      </Section>
      <Section title="Ranks" isShown={view.ranks.length > 1}>
        <RankChart view={view} />
      </Section>
      <Section title="Reflection" isShown={view.objections.length > 0}>
        <Objections view={view} />
      </Section>
      <Section title="As training data" isShown>
        <TrainingData id={key} />
      </Section>
      <Section title="Transcript" isShown>
        <Transcript view={view} />
      </Section>
    </article>
  );
}

/** The other run is chosen in the list. */
function compareWithAnother(key: string): void {
  marked.value = [key];
  go({});
}

interface SectionProps {
  readonly title: string;
  readonly isShown: boolean;
  readonly children: preact.ComponentChildren;
}

function Section({ title, isShown, children }: SectionProps) {
  if (!isShown) return null;
  return (
    <section aria-label={title}>
      <h2>{title}</h2>
      {children}
    </section>
  );
}
