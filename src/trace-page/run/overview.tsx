import { Total } from "../list/totals.js";
import { formatCount, formatDuration, plural, Text } from "../text.js";
import type { CurrentRun } from "./current-run.js";
import { Item } from "./item.js";
import { findStrongest, openCell } from "./opened-cell.js";

/** What a run was about, how it ended and what it cost. */
export function Overview({ current: { view } }: { readonly current: CurrentRun }) {
  const { run } = view;
  const { usage, timing, source, status, error, incomplete, missing = [] } = run;
  const facts = [
    source.graph,
    source.models.join(", ") || "no model",
    ...(source.temperature === null ? [] : [`temperature ${source.temperature}`]),
    `sample ${run.sample}`,
  ];
  return (
    <>
      <p class="quiet">
        <Text value={facts.join(" · ")} />
      </p>
      {status !== "completed" && (
        <p class="failure">
          {status}: <Text value={error ?? "no reason was recorded"} />
        </p>
      )}
      {(incomplete || missing.length > 0) && (
        <p class="warning">
          {incomplete && "Work was done that the steps do not show. "}
          {missing.length > 0 && `Not recorded: ${missing.join(", ")}.`}
        </p>
      )}
      <dl class="totals">
        <Total name="model calls" value={formatCount(usage.modelCalls)} />
        <Total name="tokens read" value={formatCount(usage.inputTokens)} />
        <Total name="tokens written" value={formatCount(usage.outputTokens)} />
        <Total name="time" value={formatDuration(timing?.durationMs ?? -1)} />
        <Total name="steps" value={formatCount(view.steps.length)} />
        {run.outcome !== null && run.outcome.reward !== null && (
          <Total name="reward" value={run.outcome.reward.toFixed(2)} />
        )}
      </dl>
      <Outcome view={view} />
      <Task view={view} />
    </>
  );
}

function Outcome({ view }: Pick<CurrentRun, "view">) {
  const { outcome } = view.run;
  if (outcome === null) return null;
  const { heldOut, rank, ranking } = outcome;
  return (
    <section aria-label="Result">
      <h2>Result</h2>
      <p>
        The user chose <Item id={heldOut} /> next:{" "}
        {rank === null ? "it is not in the ranking." : `rank ${rank} of ${ranking.length}.`}
      </p>
      <ol class="ranking">
        {ranking.map((id) => (
          <li key={id}>
            <Item id={id} /> <Why id={id} view={view} />
          </li>
        ))}
      </ol>
    </section>
  );
}

/** A way to the strongest number about an item, and to the users who are behind it. */
function Why({ id, view }: { readonly id: string } & Pick<CurrentRun, "view">) {
  const cell = findStrongest(view, id);
  if (cell === undefined) return null;
  return (
    <button
      type="button"
      class="link why"
      aria-label={`Why item ${id}: its strongest evidence`}
      title="Its strongest evidence, and which users are behind it"
      onClick={() => openCell(cell)}
    >
      why?
    </button>
  );
}

function Task({ view }: Pick<CurrentRun, "view">) {
  const { task } = view.run;
  return (
    <details class="task">
      <summary>
        {task === null
          ? "What the graph was asked"
          : `Task: user ${task.userId} of ${task.dataset}`}
      </summary>
      {task !== null && (
        <>
          <p class="quiet">
            {task.scenario}, {task.split}, draw {task.draw}, seed {task.seed}
            {task.synthetic && ", synthetic data"}
          </p>
          <ul class="plain">
            {view.history.map((line) => (
              <li key={line}>
                <Text value={line} />
              </li>
            ))}
          </ul>
          <p>{plural(task.candidates.length, "candidate")}:</p>
          <ul class="ranking">
            {task.candidates.map((id) => (
              <li key={id}>
                <Item id={id} />
              </li>
            ))}
          </ul>
        </>
      )}
      {view.prompt.map(({ role, content }, at) => (
        <div key={at} class="message">
          <span class="role">{role}</span>
          <pre>
            <Text value={content} />
          </pre>
        </div>
      ))}
    </details>
  );
}
