import { createHash } from "node:crypto";
import { join } from "node:path";
import { checksumOfFile } from "../../checksum.js";
import type { Dataset } from "../../types.js";
import { STUDENT_FILES } from "../read-student-folder.js";
import type { TrainSettings } from "./options.js";

/** Everything that determines the result of a run: runs with equal inputs train the same student. */
export interface RunInputs {
  /** SHA-256 of the trajectory file. */
  readonly trajectories: string;
  /** SHA-256 of the weights of the student to start from; null for random weights. */
  readonly from: string | null;
  /** Further settings by name. */
  readonly [name: string]: string | number | null;
}

/** Collects the inputs of a run; files and the dataset are represented by hashes. */
export async function hashRunInputs(options: TrainSettings): Promise<RunInputs> {
  const { trajectories, dataset, from, stages, rl, seed, steps, minutes, threads } = options;
  const { validationTasks, prompts, groupSize } = options;
  return {
    trajectories: (await checksumOfFile(trajectories)).sha256,
    dataset: hashDataset(dataset),
    from:
      from === undefined ? null : (await checksumOfFile(join(from, STUDENT_FILES.weights))).sha256,
    stages: stages.join(),
    rl,
    seed,
    steps: steps ?? null,
    minutes: minutes ?? null,
    "validation tasks": validationTasks,
    prompts,
    "group size": groupSize,
    threads: threads ?? null,
  };
}

/** Names of the inputs that differ. */
export function differingInputs(one: RunInputs, other: RunInputs): string[] {
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...names].filter((name) => one[name] !== other[name]);
}

function hashDataset({ name, clock, items, interactions }: Dataset): string {
  const hash = createHash("sha256").update(JSON.stringify([name, clock]));
  for (const item of items.values()) hash.update(JSON.stringify(item));
  for (const interaction of interactions) hash.update(JSON.stringify(interaction));
  return hash.digest("hex");
}
