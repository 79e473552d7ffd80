import type { ListedRun, TraceList } from "../serve/traces/index/trace-list.js";
import {
  listFacets,
  selectRows,
  sumRows,
  type TraceQuery,
  writeQuery,
} from "../serve/traces/index/query.js";
import type {
  EmbeddedBlock,
  EmbeddedList,
  EmbeddedTraining,
} from "../serve/traces/self-contained.js";
import type { CellView } from "../serve/traces/evidence/cell-view.js";
import type { TrainerForm, TrainerFormAddress } from "../serve/traces/training/trainer-form.js";
import type { TrainingView } from "../serve/traces/training/training-view.js";
import type { RunView } from "../serve/traces/view/run-view.js";

/** A number of an evidence table. */
export interface CellAddress {
  /** Id of the run. */
  readonly run: string;
  /** Position of the tool answer. */
  readonly step: number;
  readonly item: string;
  readonly kind: string;
}

/** Where the page gets its runs from: the server beside it, or itself. */
export interface RunSource {
  list(query: TraceQuery, from: number, limit: number): Promise<TraceList>;
  /** Reads a run by its id, or by its position in the file if it has no id. */
  run(id: string): Promise<RunView>;
  /** Reads a run as training data. */
  training(id: string): Promise<TrainingView>;
  /** Reads a row of a run as one trainer's file has it. */
  trainerForm(id: string, address: TrainerFormAddress): Promise<TrainerForm>;
  /** Recomputes a number of an evidence table, with the interactions behind it. */
  cell(address: CellAddress): Promise<CellView>;
  /** Address of the events about what changes; undefined for a page whose runs do not change. */
  readonly events: string | undefined;
}

/** A self-contained page has its runs in elements; a served one asks the server. */
export function openSource(): RunSource {
  return document.getElementById("list") === null ? servedSource() : embeddedSource();
}

function servedSource(): RunSource {
  return {
    list: (query, from, limit) =>
      get<TraceList>(`runs?${writeQuery(query)}&from=${from}&limit=${limit}`),
    run: (id) => get<RunView>(`run?id=${encodeURIComponent(id)}`),
    training: (id) => get<TrainingView>(`training?id=${encodeURIComponent(id)}`),
    trainerForm: (id, { rendering, format, row }) =>
      get<TrainerForm>(
        `trainer-form?${new URLSearchParams({ id, rendering, format, row: String(row) })}`,
      ),
    cell: ({ run: id, step, item, kind }) =>
      get<CellView>(`cell?${new URLSearchParams({ id, step: String(step), item, kind })}`),
    events: "events",
  };
}

async function get<Result>(url: string): Promise<Result> {
  const response = await fetch(url).catch(() => undefined);
  if (response === undefined)
    throw new Error("The server does not answer. Is star trace still running?");
  const body = await response.json();
  if (!response.ok) throw new Error(`${body.error.message} ${body.error.remedy}`);
  return body as Result;
}

function embeddedSource(): RunSource {
  const list = unpack<EmbeddedList>("list");
  const blocks = new Map<number, Promise<EmbeddedBlock>>();
  const found = new Map<string, Promise<ReadonlySet<number>>>();

  function block(at: number): Promise<EmbeddedBlock> {
    const known = blocks.get(at) ?? unpack<EmbeddedBlock>(`runs-${at}`);
    blocks.set(at, known);
    return known;
  }

  async function search(text: string): Promise<ReadonlySet<number>> {
    const { runs, blockRuns } = await list;
    const hits = new Set<number>();
    for (let at = 0; at * blockRuns < runs.length; at++) {
      for (const [index, view] of (await block(at)).entries()) {
        const isHit =
          view !== null &&
          containsText([view.run, view.prompt, view.messages, view.steps], text.toLowerCase());
        if (isHit) hits.add(at * blockRuns + index);
      }
    }
    return hits;
  }

  async function pick<Value>(
    id: string,
    read: (block: number) => Promise<readonly (Value | null)[]>,
  ): Promise<Value> {
    const { runs, blockRuns } = await list;
    const index = runs.findIndex((run: ListedRun) => run.key === id);
    const values = await read(Math.floor(index / blockRuns)).catch(() => []);
    const value = values[index % blockRuns];
    if (value) return value;
    throw new Error(`This page does not contain the run ${JSON.stringify(id)}.`);
  }

  return {
    async list(query, from, limit) {
      const { file, runs } = await list;
      const { text } = query;
      const searched = text === undefined ? undefined : (found.get(text) ?? search(text));
      if (text !== undefined && searched !== undefined) found.set(text, searched);
      const hits = await searched;
      const positions = selectRows(runs, query, hits && ((position) => hits.has(position)));
      return {
        file,
        files: [file],
        version: "",
        all: runs.length,
        totals: sumRows(runs, positions),
        facets: listFacets(runs),
        from,
        runs: positions.slice(from, from + limit).flatMap((position) => runs[position] ?? []),
        searched: 1,
      };
    },
    run: (id) => pick(id, block),
    training: (id) => pick(id, (at) => unpack<EmbeddedTraining>(`training-${at}`)),
    trainerForm: () =>
      Promise.reject(
        new Error(
          "This page is one file, with the text of the rows alone. To see a row as a trainer's file has it: star trace FILE --open",
        ),
      ),
    cell: () =>
      Promise.reject(
        new Error(
          "This page is one file, without the dataset. To see the interactions behind a number: star trace FILE --open --dataset NAME --data-dir DIR",
        ),
      ),
    events: undefined,
  };
}

function containsText(value: unknown, wanted: string): boolean {
  if (typeof value === "string") return value.toLowerCase().includes(wanted);
  if (typeof value !== "object" || value === null) return false;
  return Object.values(value).some((one) => containsText(one, wanted));
}

/** Reads gzip-compressed JSON in base64 from an element. */
async function unpack<Value>(id: string): Promise<Value> {
  const base64 = document.getElementById(id)?.textContent ?? "";
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return JSON.parse(await new Response(stream).text()) as Value;
}
