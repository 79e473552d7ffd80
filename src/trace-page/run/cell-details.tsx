import type { CellEntry, CellNumbers, CellView } from "../../serve/traces/evidence/cell-view.js";
import type { EvidenceColumn } from "../../serve/traces/view/run-view.js";
import { formatLift } from "../../text/evidence-reading.js";
import { source } from "../runs.js";
import { Scroll } from "../scroll.js";
import { route } from "../state.js";
import { formatCount, plural, Text } from "../text.js";
import { useLoaded } from "../use-loaded.js";
import { Item } from "./item.js";

interface DetailsProps {
  readonly item: string;
  readonly column: EvidenceColumn;
  /** Position of the tool answer. */
  readonly step: number;
}

/** What is behind one number: the interactions that it counts, recomputed from the dataset. */
export function CellDetails({ item, column, step }: DetailsProps) {
  const { kind, label } = column;
  const run = route.value.run ?? "";
  const { value, problem } = useLoaded(
    () => source.cell({ run, step, item, kind }),
    [run, step, item, kind],
  );
  return (
    <div class="details card" role="region" aria-label="Behind the number">
      <p class="card-head">
        <strong>{label}</strong>: <Item id={item} />
      </p>
      {problem !== "" && <p class="warning">{problem}</p>}
      {problem === "" && value === undefined && (
        <p class="quiet" role="status">
          Recomputing from the dataset… The first number fits the index, which can take a minute.
        </p>
      )}
      {value !== undefined && <Found view={value} />}
    </div>
  );
}

function Found({ view }: { readonly view: CellView }) {
  const { meaning, recorded, recomputed, isSame, differences, total, entries } = view;
  return (
    <>
      <p class="quiet">{meaning}</p>
      {isSame ? (
        <p>
          <span class="tag good">recomputed: the same</span> {describe(recorded)}
        </p>
      ) : (
        <p class="warning">
          The recomputed number differs. Recorded: {describe(recorded)}; recomputed:{" "}
          {describe(recomputed)}.
        </p>
      )}
      {differences.map((difference) => (
        <p key={difference} class="warning">
          <Text value={difference} />
        </p>
      ))}
      <p>{headingOf(view)}</p>
      {entries.length > 0 && (
        <Scroll label="Interactions">
          <Entries entries={entries} />
        </Scroll>
      )}
      {entries.length < total && (
        <p class="quiet">
          and {formatCount(total - entries.length)} more, which are earlier or smaller
        </p>
      )}
    </>
  );
}

function describe(numbers: CellNumbers | null): string {
  if (numbers === null) return "no evidence";
  const { value, base, lift, rank } = numbers;
  const counted =
    value === null
      ? []
      : [`${value} of ${base ?? "?"}`, ...(lift === null ? [] : [`${formatLift(lift)}× chance`])];
  return [...counted, ...(rank === null ? [] : [`rank ${rank}`])].join(", ");
}

function headingOf({ form, total, entries }: CellView): string {
  if (form === "none")
    return "This score is the product of learned factors: every interaction of every user changed them, and none can be named as its cause.";
  if (form === "contributing")
    return `The score is a sum of ${plural(total, "part")}; the largest ${entries.length}:`;
  return total === 0 ? "Nothing is behind it in this dataset." : `Counted, the latest first:`;
}

/** The columns that any of the entries fills. */
function Entries({ entries }: { readonly entries: readonly CellEntry[] }) {
  const has = (test: (entry: CellEntry) => boolean) => entries.some(test);
  const [users, choices, ways, items, weights, categories] = [
    has(({ user }) => user !== null),
    has(({ choice }) => choice !== null),
    has(({ between }) => between !== null),
    has(({ item }) => item !== null),
    has(({ weight }) => weight !== null),
    has(({ categories: shared }) => shared.length > 0),
  ];
  return (
    <table class="entries">
      <thead>
        <tr>
          {users && <th scope="col">user</th>}
          {choices && <th scope="col">past choice</th>}
          {ways && <th scope="col">then</th>}
          {items && <th scope="col">chose it on</th>}
          {weights && <th scope="col">{users ? "similarity" : "part of the score"}</th>}
          {categories && <th scope="col">shared categories</th>}
        </tr>
      </thead>
      <tbody>
        {entries.map((entry, at) => (
          <tr key={at}>
            {users && (
              <td>
                <Text value={entry.user ?? ""} />
              </td>
            )}
            {choices && <td>{entry.choice !== null && <Chosen item={entry.choice} />}</td>}
            {ways && <td>{entry.between !== null && <Chosen item={entry.between} />}</td>}
            {items && (
              <td>
                <span class="day">{entry.item?.day ?? "–"}</span>
              </td>
            )}
            {weights && <td>{entry.weight === null ? "" : Number(entry.weight.toPrecision(3))}</td>}
            {categories && (
              <td>
                <Text value={entry.categories.join(", ")} />
              </td>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Chosen({ item: { id, title, day } }: { readonly item: NonNullable<CellEntry["choice"]> }) {
  return (
    <>
      <span class="item-id">
        [<Text value={id} />]
      </span>{" "}
      <Text value={title} />
      {day !== null && <span class="quiet day"> {day}</span>}
    </>
  );
}
