import { existsSync } from "node:fs";
import { join } from "node:path";
import { decodeLine, readByteLines } from "../../files.js";
import { createRandom } from "../../random.js";
import { DIFFICULTIES, type Difficulty, DIFFICULTY_MIX } from "../difficulty.js";
import type { FileSet } from "./file-set.js";
import type { Format } from "./formats/format.js";
import { linear, readPrompt } from "./formats/linear.js";
import { EXPORT_SPLITS, type TrainingPrompt } from "./formats/records.js";
import { toChunk } from "./row-file.js";

/** Number of training prompts per difficulty; `unknown` counts prompts of tasks with one sample. */
export type DifficultyCounts = Readonly<Record<Difficulty | "unknown", number>>;

interface PromptFilterOptions {
  readonly difficulties: DifficultyCounts;
  readonly seed: number;
}

interface WritePromptsOptions extends PromptFilterOptions {
  readonly formats: readonly Format[];
  readonly files: FileSet;
}

/** Rows encoded at a time. */
const CHUNK_ROWS = 100;

/** Writes the prompts of all trainers, read from `linear-prompts.jsonl`. */
export async function writePrompts(
  directory: string,
  { formats, files, ...options }: WritePromptsOptions,
): Promise<void> {
  const path = join(directory, linear.prompts.files.train);
  if (!existsSync(path)) return;
  const isSelected = createPromptFilter(options);
  let selected: TrainingPrompt[] = [];
  for await (const line of readByteLines(path)) {
    const prompt = readPrompt(JSON.parse(decodeLine(line)));
    if (isSelected(prompt)) selected.push(prompt);
    if (selected.length < CHUNK_ROWS) continue;
    await appendPrompts(selected, { formats, files });
    selected = [];
  }
  await appendPrompts(selected, { formats, files });
}

async function appendPrompts(
  selected: readonly TrainingPrompt[],
  { formats, files }: Pick<WritePromptsOptions, "formats" | "files">,
): Promise<void> {
  for (const { name, prompts } of formats) {
    if (prompts === undefined || name === linear.name) continue;
    for (const split of EXPORT_SPLITS) {
      const rows = selected.filter((prompt) => prompt.split === split).map(prompts.toRow);
      await files.append({ path: prompts.files[split], ...toChunk(rows, prompts.encoding) });
    }
  }
}

/**
 * Creates a filter of the prompts that trainers are given: a mix of difficulties in the training split, all in the validation split.
 *
 * @returns A function that must be called once per prompt, in the order of the file.
 */
export function createPromptFilter({
  difficulties,
  seed,
}: PromptFilterOptions): (prompt: TrainingPrompt) => boolean {
  const isInMix = createDifficultyMix(difficulties, seed);
  return ({ split, difficulty }) => split === "validation" || isInMix(difficulty);
}

/**
 * Selects prompts in the proportions of {@link DIFFICULTY_MIX}: as many as the scarcest difficulty allows, spread evenly over the
 * file. Difficulties without prompts are ignored. If no difficulty is known, all prompts are selected.
 *
 * @returns A function that, called once per prompt in order, selects exactly the numbers that the proportions require.
 */
function createDifficultyMix(
  counts: DifficultyCounts,
  seed: number,
): (difficulty: Difficulty | null) => boolean {
  const present = DIFFICULTIES.filter((name) => counts[name] > 0);
  if (present.length === 0) return () => true;
  const scale = Math.min(...present.map((name) => counts[name] / DIFFICULTY_MIX[name]));
  const missing = new Map(present.map((name) => [name, Math.floor(scale * DIFFICULTY_MIX[name])]));
  const remaining = new Map(present.map((name) => [name, counts[name]]));
  const random = createRandom(seed, "prompts");
  return (difficulty) => {
    if (difficulty === null) return false;
    // Selection sampling (Knuth, The Art of Computer Programming, volume 2, algorithm 3.4.2S).
    const [needed, left] = [missing.get(difficulty) ?? 0, remaining.get(difficulty) ?? 0];
    const isSelected = random() * left < needed;
    remaining.set(difficulty, left - 1);
    if (isSelected) missing.set(difficulty, needed - 1);
    return isSelected;
  };
}
