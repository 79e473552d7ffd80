import type { Objection, Revision, RunView } from "../../serve/traces/view/run-view.js";
import { goToStep } from "../keyboard.js";
import { Text } from "../text.js";
import { Item, Prose, WithItems } from "./item.js";

/** What the reflector objected to, and what the agents named before and after. */
export function Objections({ view }: { readonly view: RunView }) {
  return (
    <ol class="plain">
      {view.objections.map((objection) => (
        <li key={objection.step} class="card">
          <Verdict objection={objection} view={view} />
        </li>
      ))}
    </ol>
  );
}

function Verdict({ objection, view }: { readonly objection: Objection; readonly view: RunView }) {
  const { verdict, round, reasoning, revisions, step } = objection;
  return (
    <>
      <p class="card-head">
        <span class={`tag ${revisions.length > 0 ? "warn" : "good"}`}>
          <Text value={verdict} />
        </span>{" "}
        round {round}{" "}
        <button type="button" class="link" onClick={() => goToStep(step)}>
          step {step + 1}
        </button>
      </p>
      <Prose value={reasoning} />
      {revisions.map((revision, at) => (
        <Change key={at} revision={revision} view={view} />
      ))}
    </>
  );
}

function Change({ revision, view }: { readonly revision: Revision; readonly view: RunView }) {
  const { agent, question, before, after, segment } = revision;
  const step = segment === null ? undefined : view.segments[segment]?.steps[0];
  return (
    <div class="revision">
      <p>
        <strong>
          <Text value={agent} />
        </strong>{" "}
        was asked: <WithItems value={question} />
        {step !== undefined && (
          <>
            {" "}
            <button type="button" class="link" onClick={() => goToStep(step)}>
              its answer
            </button>
          </>
        )}
      </p>
      {before !== null && after !== null && (
        <div class="before-after">
          <Named title="named before" ids={before} other={after} mark="lost" />
          <Named title="named after" ids={after} other={before} mark="new" />
        </div>
      )}
      {segment === null && <p class="quiet">It was not asked again.</p>}
    </div>
  );
}

interface NamedProps {
  readonly title: string;
  readonly ids: readonly string[];
  readonly other: readonly string[];
  /** What an item is that the other list does not have. */
  readonly mark: "lost" | "new";
}

function Named({ title, ids, other, mark }: NamedProps) {
  return (
    <div>
      <p class="quiet">{title}</p>
      {ids.length === 0 && <p class="quiet">nothing</p>}
      <ol>
        {ids.map((id) => (
          <li key={id}>
            <Item id={id} />{" "}
            {!other.includes(id) && (
              <span class={`tag ${mark === "new" ? "good" : "warn"}`}>{mark}</span>
            )}
          </li>
        ))}
      </ol>
    </div>
  );
}
