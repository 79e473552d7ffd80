import { useEffect } from "preact/hooks";
import type { ComparedRun, RunComparison } from "../../trajectory/compare/compare-runs.js";
import { FileTag, fileOf } from "../list/file-tag.js";
import { RankBadge } from "../list/run-rows.js";
import { Item } from "../run/item.js";
import { Scroll } from "../scroll.js";
import { go, route, toHash } from "../state.js";
import { formatCount, plural, Text } from "../text.js";
import { useLoaded } from "../use-loaded.js";
import { loadComparison, type ShownComparison } from "./comparison.js";
import { HeldOutTable } from "./held-out-table.js";
import { StepPair } from "./step-pair.js";

interface PageProps {
  readonly one: string;
  readonly other: string;
}

/** Two runs side by side. */
export function ComparePage({ one, other }: PageProps) {
  const { value, problem } = useLoaded(() => loadComparison(one, other), [one, other]);
  useEffect(() => {
    scrollTo(0, 0);
    document.title = "Comparison · Traces";
    return () => {
      document.title = "Traces";
    };
  }, [one, other]);
  return (
    <article class="run">
      <nav class="run-bar" aria-label="Runs">
        <button type="button" onClick={() => go({ run: undefined })}>
          ← All runs
        </button>
        <span class="spread" />
        <button type="button" onClick={() => go({ compare: [other, one] })}>
          ⇄ Swap
        </button>
      </nav>
      <h1>Two runs</h1>
      {problem !== "" && (
        <p class="failure" role="alert">
          {problem}
        </p>
      )}
      {problem === "" && value === undefined && <p class="quiet pad">Reading…</p>}
      {value !== undefined && <Comparison shown={value} keys={[one, other]} />}
    </article>
  );
}

interface ComparisonProps {
  readonly shown: ShownComparison;
  readonly keys: readonly [one: string, other: string];
}

function Comparison({ shown: { comparison, titles }, keys }: ComparisonProps) {
  const { one, other, isSameTask, steps } = comparison;
  const different = steps.filter(({ change }) => change !== "equal").length;
  return (
    <>
      <div class="sides">
        <Side name="A" run={one} address={keys[0]} />
        <Side name="B" run={other} address={keys[1]} />
      </div>
      {!isSameTask && <p class="warning">The tasks are different.</p>}
      <HeldOutTable one={one} other={other} />
      <Rankings comparison={comparison} titles={titles} />
      <section aria-label="Steps">
        <h2>Steps</h2>
        <p class="quiet">
          {different} of {plural(steps.length, "step")} differ. Lines that only one of them has are
          in color.
        </p>
        {steps.map((step, at) => (
          <StepPair key={at} step={step} />
        ))}
      </section>
    </>
  );
}

interface SideProps {
  readonly name: string;
  readonly run: ComparedRun;
  /** Key of the run. */
  readonly address: string;
}

function Side({ name, run, address }: SideProps) {
  const { id, graph, models, status, rank, heldOut, error, steps, revisions, usage } = run;
  const facts = [
    graph,
    models.join(", ") || "no model",
    plural(steps, "step"),
    plural(usage.modelCalls, "model call"),
    `${formatCount(usage.inputTokens)} tokens read`,
    `${formatCount(usage.outputTokens)} written`,
    ...(revisions > 0 ? [plural(revisions, "revision")] : []),
    ...(status === "completed" ? [] : [status]),
  ];
  const isRanked = heldOut.some(({ isFinal }) => isFinal);
  return (
    <div class="card">
      <p class="card-head">
        <strong>{name}</strong> <RankBadge rank={isRanked ? (rank ?? 0) : -1} />{" "}
        <a href={toHash({ ...route.value, compare: undefined, run: address, step: undefined })}>
          <Text value={id} />
        </a>{" "}
        <FileTag file={fileOf(address)} />
      </p>
      <p class="quiet">
        <Text value={facts.join(" · ")} />
      </p>
      {error !== null && (
        <p class="failure">
          <Text value={error} />
        </p>
      )}
    </div>
  );
}

interface RankingsProps {
  readonly comparison: RunComparison;
  readonly titles: ReadonlyMap<string, string>;
}

function Rankings({ comparison: { candidates }, titles }: RankingsProps) {
  if (candidates.length === 0) return null;
  return (
    <section aria-label="Ranking">
      <h2>Ranking</h2>
      <Scroll label="Ranking">
        <table class="entries">
          <thead>
            <tr>
              <th scope="col">candidate</th>
              <th scope="col">A</th>
              <th scope="col">B</th>
              <th scope="col">change</th>
            </tr>
          </thead>
          <tbody>
            {candidates.map(({ itemId, isHeldOut, one, other }) => (
              <tr key={itemId}>
                <td>
                  <Item id={itemId} titles={titles} isHeldOut={isHeldOut} />
                </td>
                <td>{one ?? "–"}</td>
                <td>{other ?? "–"}</td>
                <td>{changeOf(one, other)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </section>
  );
}

function changeOf(one: number | null, other: number | null): string {
  if (one === null || other === null || one === other) return "";
  return one > other ? `▲ ${one - other}` : `▼ ${other - one}`;
}
