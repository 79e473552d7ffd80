import { existsSync } from "node:fs";
import { join } from "node:path";
import { decodeLine, readByteLines } from "../../files.js";
import { createRandom } from "../../random.js";
import type { FileSet } from "./file-set.js";
import type { Format } from "./formats/format.js";
import { GRPO } from "./formats/hyper-parameters.js";
import { linear, readPrompt } from "./formats/linear.js";
import { DIFFICULTIES, type Difficulty, EXPORT_SPLITS, type Prompt } from "./formats/records.js";
import { toChunk } from "./row-file.js";

export interface MixOptions {
  /** Prompts of the training side, by difficulty. */
  readonly difficulties: Difficulties;
  readonly seed: number;
}

/** Which prompts trainers get: on the training side a mix of difficulties, on the other all. */
export function createPromptChoice({
  difficulties,
  seed,
}: MixOptions): (prompt: Prompt) => boolean {
  const takes = createPromptMix(difficulties, seed);
  return ({ split, difficulty }) => split === "validation" || takes(difficulty);
}

export interface WritePromptsOptions extends MixOptions {
  readonly formats: readonly Format[];
  readonly files: FileSet;
}

const ROWS_A_CHUNK = 100;

/** Writes the prompts of every trainer, out of `linear-prompts.jsonl`. */
export async function writePrompts(
  directory: string,
  { formats, files, ...mix }: WritePromptsOptions,
): Promise<void> {
  const path = join(directory, linear.prompts.files.train);
  if (!existsSync(path)) return;
  const isTaken = createPromptChoice(mix);
  let taken: Prompt[] = [];
  for await (const line of readByteLines(path)) {
    const prompt = readPrompt(JSON.parse(decodeLine(line)));
    if (isTaken(prompt)) taken.push(prompt);
    if (taken.length < ROWS_A_CHUNK) continue;
    await appendPrompts(taken, { formats, files });
    taken = [];
  }
  await appendPrompts(taken, { formats, files });
}

async function appendPrompts(
  taken: readonly Prompt[],
  { formats, files }: Pick<WritePromptsOptions, "formats" | "files">,
): Promise<void> {
  for (const { name, prompts } of formats) {
    if (prompts === undefined || name === linear.name) continue;
    for (const split of EXPORT_SPLITS) {
      const rows = taken.filter((prompt) => prompt.split === split).map(prompts.toRow);
      await files.append({ path: prompts.files[split], ...toChunk(rows, prompts.encoding) });
    }
  }
}

export type Difficulties = Readonly<Record<Difficulty | "unknown", number>>;

/**
 * Decides, prompt by prompt, which are taken so that easy, medium and hard ones stand 3:4:3: as many as the scarcest allows,
 * spread evenly over the file. A difficulty that nobody has is left out of the shares. Where none is known, all are taken.
 *
 * @param counts - How many prompts there are of each.
 * @returns Asked for every prompt once, in order, it takes exactly the numbers that the shares give.
 */
export function createPromptMix(
  counts: Difficulties,
  seed: number,
): (difficulty: Difficulty | null) => boolean {
  const present = DIFFICULTIES.filter((name) => counts[name] > 0);
  if (present.length === 0) return () => true;
  const scale = Math.min(...present.map((name) => counts[name] / GRPO.mix[name]));
  const wanted = new Map(present.map((name) => [name, Math.floor(scale * GRPO.mix[name])]));
  const left = new Map(present.map((name) => [name, counts[name]]));
  const random = createRandom(seed, "prompts");
  return (difficulty) => {
    if (difficulty === null) return false;
    // Selection sampling (Knuth, The Art of Computer Programming, volume 2, algorithm 3.4.2S).
    const [missing, remaining] = [wanted.get(difficulty) ?? 0, left.get(difficulty) ?? 0];
    const takes = random() * remaining < missing;
    left.set(difficulty, remaining - 1);
    if (takes) wanted.set(difficulty, missing - 1);
    return takes;
  };
}
