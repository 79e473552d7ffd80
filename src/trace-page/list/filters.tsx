import {
  RANK_FILTERS,
  SORT_KEYS,
  type TraceFacets,
  type TraceQuery,
  TRAITS,
} from "../../serve/traces/index/query.js";
import { route, setQuery } from "../state.js";

const RANK_NAMES = {
  "1": "first",
  "2-3": "2 or 3",
  "4-5": "4 or 5",
  "6+": "6 or lower",
  lost: "not in the ranking",
  none: "no ranking",
} as const;
const TRAIT_NAMES = {
  revised: "revised",
  errors: "with errors",
  repairs: "with repaired replies",
  loss: "with parts missing",
} as const;
const SORT_NAMES = {
  id: "id",
  rank: "rank of ★",
  rounds: "rounds",
  steps: "steps",
  calls: "model calls",
  tokens: "tokens",
  duration: "time",
  errors: "errors",
} as const;

interface FiltersProps {
  readonly facets: TraceFacets;
  /** Names of the files. */
  readonly files: readonly string[];
}

/** The conditions of the list. */
export function Filters({ facets, files }: FiltersProps) {
  const { query } = route.value;
  const named = (names: readonly string[]) => names.map((name) => [name, name] as const);
  const hasConditions = Object.keys(query).some((key) => key !== "sort" && key !== "descending");
  return (
    <form class="filters" aria-label="Conditions" onSubmit={(event) => event.preventDefault()}>
      <Choice
        name="rank"
        label="Rank of ★"
        choices={RANK_FILTERS.map((rank) => [rank, RANK_NAMES[rank]])}
      />
      <Choice
        name="trait"
        label="Runs"
        choices={TRAITS.map((trait) => [trait, TRAIT_NAMES[trait]])}
      />
      {files.length > 1 && (
        <Choice
          name="file"
          label="File"
          choices={files.map((name, at) => [String(at + 1), name])}
        />
      )}
      <Choice name="status" label="Status" choices={named(facets.status)} />
      <Choice name="agent" label="Agent" choices={named(facets.agent)} />
      <Choice name="tool" label="Tool" choices={named(facets.tool)} />
      <Minimum name="minSteps" label="Steps from" />
      <Minimum name="minTokens" label="Tokens from" />
      <Choice
        name="sort"
        label="Sorted by"
        none="place in file"
        choices={SORT_KEYS.map((key) => [key, SORT_NAMES[key]])}
      />
      <button
        type="button"
        aria-pressed={query.descending === true}
        title="Turn the order round"
        onClick={() => setQuery({ descending: query.descending !== true })}
      >
        {query.descending === true ? "↓ descending" : "↑ ascending"}
      </button>
      {hasConditions && (
        <button type="button" onClick={() => setQuery(NO_CONDITIONS)}>
          Clear
        </button>
      )}
    </form>
  );
}

const NO_CONDITIONS: TraceQuery = {
  text: undefined,
  file: undefined,
  status: undefined,
  rank: undefined,
  agent: undefined,
  tool: undefined,
  trait: undefined,
  minSteps: undefined,
  minTokens: undefined,
};

interface ChoiceProps {
  readonly name: "file" | "rank" | "trait" | "status" | "agent" | "tool" | "sort";
  readonly label: string;
  readonly none?: string;
  readonly choices: readonly (readonly [value: string, name: string])[];
}

function Choice({ name, label, none = "all", choices }: ChoiceProps) {
  const value = route.value.query[name] ?? "";
  return (
    <label>
      {label}
      <select value={value} onChange={(event) => setQuery({ [name]: event.currentTarget.value })}>
        <option value="">{none}</option>
        {choices.map(([choice, text]) => (
          <option key={choice} value={choice}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}

function Minimum({
  name,
  label,
}: {
  readonly name: "minSteps" | "minTokens";
  readonly label: string;
}) {
  const value = route.value.query[name];
  const change = (text: string) =>
    setQuery({ [name]: text === "" ? undefined : Math.max(0, Math.floor(Number(text))) });
  return (
    <label>
      {label}
      <input
        type="number"
        min="0"
        value={value ?? ""}
        onChange={(event) => change(event.currentTarget.value)}
      />
    </label>
  );
}
