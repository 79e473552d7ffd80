import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { createFolder, star } from "../cli/support.js";

/** Folder of the datasets; undefined on a machine without them. */
export const DATA = process.env["STAR_DATA_DIR"];

/** Runs that are recorded for the tests. A file of all tasks takes half a minute of processor time. */
const TASKS = 48;

/** Flags that select the dataset. */
const DATASET = ["--dataset", "movielens-100k", "--data-dir", join(DATA ?? "", "movielens-100k")];

/**
 * A file of the teacher's runs over test tasks of MovieLens-100K. `STAR_TRACES` names one that is used instead:
 * `star teach --dataset movielens-100k --data-dir DIR --split test --out FILE` writes one of all 943 tasks.
 */
export async function openRealTraces() {
  const folder = await createFolder();
  const path = process.env["STAR_TRACES"] ?? join(folder, "teacher.jsonl");
  if (process.env["STAR_TRACES"] === undefined) {
    const teach = ["teach", ...DATASET, "--split", "test", "--tasks", String(TASKS)];
    const { code, notes } = await star([...teach, "--concurrency", "1", "--out", path]);
    if (code !== 0) throw new Error(notes);
  }
  const lines = (await readFile(path, "utf8")).trimEnd().split("\n");
  return { path, folder, lines, runs: lines.map((line): RealRun => JSON.parse(line)) };
}

/** What the tests read of a line, without the library. */
export interface RealRun {
  readonly id: string;
  readonly task: { readonly userId: string; readonly candidates: readonly string[] };
  readonly outcome: { readonly rank: number; readonly ranking: readonly string[] };
  readonly usage: { readonly modelCalls: number; readonly inputTokens: number };
  readonly steps: readonly {
    readonly kind: string;
    readonly name?: string;
    readonly content: string;
  }[];
}

/** Rows of the evidence tables of a run: step, item, and all numbers in the order of the text. */
export function listEvidenceRows({ steps }: RealRun) {
  return steps.flatMap(({ kind, name, content }, step) => {
    if (kind !== "tool_response" || name !== "translate_evidence") return [];
    const lines = content.split("\n");
    const header = lines.findIndex((line) => line.startsWith("id|"));
    return lines.slice(header + 1).map((line) => {
      const [item = "", ...cells] = line.split("|");
      const numbers = cells.flatMap((cell) => cell.split(" ").filter((text) => text !== ""));
      return { step, item, numbers: numbers.map(Number) };
    });
  });
}
