import { beforeAll, describe, expect, it } from "vitest";
import { fitCollaborativeIndex } from "../../../../src/collaborative/collaborative-index.js";
import { loadDataset } from "../../../../src/data/load-dataset.js";
import {
  fitInteractions,
  splitTargets,
  withoutHidden,
} from "../../../../src/data/split-targets.js";
import { createSyntheticDataset } from "../../../../src/data/synthetic.js";
import { createTasks } from "../../../../src/data/tasks.js";
import { runTask } from "../../../../src/distill/teaching/run-task.js";
import { createTeacher } from "../../../../src/graphs/teacher.js";
import { OfflineModel } from "../../../../src/models/offline/offline-model.js";
import { createRandom, shuffle } from "../../../../src/random.js";
import { recomputeCell } from "../../../../src/serve/traces/evidence/recompute-cell.js";
import {
  createSplitReader,
  type SplitData,
} from "../../../../src/serve/traces/evidence/split-data.js";
import { toRunView } from "../../../../src/serve/traces/view/to-run-view.js";
import { formatDay } from "../../../../src/text/day.js";
import { EVIDENCE_KINDS } from "../../../../src/text/evidence-kinds.js";
import { createTools } from "../../../../src/tools/create-tools.js";
import type { Trajectory } from "../../../../src/trajectory/trajectory.js";
import type { Dataset, Split } from "../../../../src/types.js";

const directory = process.env["STAR_DATA_DIR"];
const CELLS = 200;

async function openWorld(dataset: Dataset, split: Split) {
  const fit = (of: Split | undefined) =>
    fitCollaborativeIndex({
      sequences: fitInteractions(dataset, of ?? split),
      items: dataset.items.keys(),
      options: { backend: "exact" },
    });
  const index = await fit(split);
  const { tasks } = createTasks(dataset, { split, limit: 8 });
  const tools = createTools({ index, dataset });
  const graph = createTeacher({ llm: new OfflineModel(), tools }).compile();
  const runs: Trajectory[] = [];
  for (const task of tasks)
    runs.push(await runTask({ graph, dataset, task, fingerprint: "v1", temperature: 0 }));
  const data = await createSplitReader({ dataset, loadIndex: async () => index })(split);
  return { dataset, split, runs, data };
}
type World = Awaited<ReturnType<typeof openWorld>>;

/** All numbers in the evidence tables of runs. */
function listCells(runs: readonly Trajectory[]) {
  return runs.flatMap((run) =>
    toRunView(run, 0).steps.flatMap(({ evidence }, step) =>
      (evidence?.rows ?? []).flatMap(({ itemId, cells }) =>
        cells.flatMap((cell, at) => {
          const kind = evidence?.columns[at]?.kind;
          return cell === null || kind === undefined ? [] : [{ run, step, itemId, kind, cell }];
        }),
      ),
    ),
  );
}

const formOf = (kind: string) => EVIDENCE_KINDS.find(({ id }) => id === kind)?.form;

/** What the tools could see: user, item and day. */
function visibleChoices({ dataset, split }: World): Set<string> {
  const protocol = splitTargets(dataset);
  const { interactions } = withoutHidden(dataset, { split, protocol });
  const seen = new Set<string>();
  for (const { userId, itemId, timestamp } of interactions)
    seen.add(`${userId} ${itemId} ${formatDay(timestamp)}`);
  return seen;
}

function checkCells(world: World): void {
  const seen = visibleChoices(world);
  const cells = shuffle(listCells(world.runs), createRandom(1, "cells")).slice(0, CELLS);
  expect(cells).toHaveLength(CELLS);
  for (const { run, step, itemId, kind, cell } of cells) {
    const view = recomputeCell(run, { step, itemId, kind }, world.data);
    const about = `${run.id} ${kind} ${itemId}`;
    expect(view.isSame, about).toBe(true);
    expect(view.recorded, about).toMatchObject(cell);
    expect(view.differences).toEqual([]);
    if (formOf(kind) === "count") expect([about, view.total]).toEqual([about, cell.value]);
    for (const { user, item, choice } of view.entries) {
      if (user === null) continue;
      expect(seen, about).toContain(`${user} ${itemId} ${item?.day}`);
      if (choice !== null) expect(seen, about).toContain(`${user} ${choice.id} ${choice.day}`);
    }
  }
}

describe("recomputeCell", () => {
  let world: World;
  beforeAll(async () => {
    const dataset = createSyntheticDataset({ users: 60, items: 80, interactions: 1500 });
    world = await openWorld(dataset, "train");
  });

  const cellOf = (form: string) => listCells(world.runs).find(({ kind }) => formOf(kind) === form)!;

  it("finds what was recorded, and only interactions that the tool could see", () => {
    checkCells(world);
  });

  it("says what a score is made of, and that a product of factors is not", () => {
    const all = listCells(world.runs);
    const formIn = (kind: string) => {
      const { run, step, itemId } = all.find((one) => one.kind === kind)!;
      return recomputeCell(run, { step, itemId, kind }, world.data).form;
    };
    expect(["two_steps_3", "regression_all", "factors_all"].map(formIn)).toEqual([
      "contributing",
      "contributing",
      "none",
    ]);
  });

  it("says that a number is another one in this dataset", async () => {
    const { run, step, itemId, kind } = cellOf("count");
    const other = createSyntheticDataset({ users: 59, items: 80, interactions: 1400 });
    const changed: Dataset = { ...other, interactions: other.interactions };
    const index = await fitCollaborativeIndex({
      sequences: fitInteractions(changed, "train"),
      items: changed.items.keys(),
      options: { backend: "exact" },
    });
    const data = await createSplitReader({ dataset: changed, loadIndex: async () => index })(
      "train",
    );
    const free = { ...run, task: null };
    const view = recomputeCell(free, { step, itemId, kind }, data);
    expect(view.isSame).toBe(false);
    expect(view.differences).toEqual([
      expect.stringMatching(/counted over 60 users and 80 items; .* has 59 users/),
    ]);
  });

  it("refuses a place without evidence, and a dataset without the task", () => {
    const { run, step, itemId } = cellOf("count");
    const at =
      (place: object, of = run, data: SplitData = world.data) =>
      () =>
        recomputeCell(of, { step, itemId, kind: "popularity", ...place }, data);
    expect(at({ step: 0 })).toThrow(/Step 1 has no evidence/);
    expect(at({ kind: "__proto__" })).toThrow(/no evidence "__proto__"/);
    const task = run.task && { ...run.task, id: "x", seed: 7 };
    expect(at({}, { ...run, task })).toThrow(/has no task "x".*--seed/);
  });
});

describe.skipIf(directory === undefined)("recomputeCell on MovieLens 100K (STAR_DATA_DIR)", () => {
  it.each(["train", "test"] as const)(
    "finds 200 numbers of the %s tasks again, and their interactions",
    async (split) => {
      const dataset = await loadDataset({ name: "movielens-100k", directory });
      checkCells(await openWorld(dataset, split));
    },
    600_000,
  );
});
