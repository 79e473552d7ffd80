import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parquetReadObjects } from "hyparquet";
import { compressors } from "hyparquet-compressors";
import { beforeAll, describe, expect, it } from "vitest";
import { FORMAT_NAMES } from "../../../../src/distill/export/formats/index.js";
import { toTrainerForm } from "../../../../src/serve/traces/training/trainer-form.js";
import {
  SHOWN_RENDERINGS,
  type ShownRendering,
} from "../../../../src/serve/traces/training/training-view.js";
import { toTrainingView } from "../../../../src/serve/traces/training/to-training-view.js";
import type { Trajectory } from "../../../../src/trajectory/trajectory.js";
import { exportRuns, runTeacher } from "../support.js";

let runs: Trajectory[] = [];
let run: Trajectory;
/** Folders of exports in all formats. */
const folders: Partial<Record<ShownRendering, string>> = {};
beforeAll(async () => {
  runs = await runTeacher();
  run = runs.find(({ outcome }) => outcome?.rank === 1)!;
  for (const rows of SHOWN_RENDERINGS)
    folders[rows] = await exportRuns([run], { rows, formats: [...FORMAT_NAMES], anySplit: true });
});

async function readRows(path: string): Promise<unknown[]> {
  const bytes = await readFile(path);
  if (path.endsWith(".parquet"))
    return parquetReadObjects({ file: new Uint8Array(bytes).buffer, compressors });
  const text = bytes.toString();
  return path.endsWith(".json")
    ? JSON.parse(text)
    : text
        .split("\n")
        .filter(Boolean)
        .map((line) => JSON.parse(line));
}

describe("toTrainerForm", () => {
  it.each(
    FORMAT_NAMES.flatMap((format) => SHOWN_RENDERINGS.map((rendering) => ({ format, rendering }))),
  )("is the row that the export writes: $format, $rendering", async ({ format, rendering }) => {
    const written = toTrainingView(run, undefined)
      .renderings.find((one) => one.rendering === rendering)
      ?.rows.filter(({ reason }) => reason === null);
    const forms = written?.map((_, row) =>
      toTrainerForm(run, { rendering, format, row }, undefined)!,
    );
    expect(forms?.length).toBeGreaterThan(0);
    const rows = await readRows(join(folders[rendering]!, forms![0]!.path));
    expect(forms?.map(({ text }) => withoutNulls(JSON.parse(text)))).toEqual(
      rows.map(withoutNulls),
    );
  });

  it("is undefined for a row that the export does not write", () => {
    const wrong = runs.find(({ outcome }) => (outcome?.rank ?? 0) > 1)!;
    const address = { rendering: "single-agent", format: "trl", row: 0 } as const;
    expect(toTrainerForm(wrong, address, undefined)).toBeUndefined();
    expect(toTrainerForm(run, { ...address, row: 1 }, undefined)).toBeUndefined();
  });
});

/** Columns of Parquet exist in all rows and structures. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([, one]) => one !== null && one !== undefined);
  return Object.fromEntries(entries.map(([name, one]) => [name, withoutNulls(one)]));
}
