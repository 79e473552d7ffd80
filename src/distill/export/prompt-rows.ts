import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Format } from "../formats/format.js";
import { linear, readPrompt } from "../formats/linear.js";
import { EXPORT_SPLITS, type Prompt } from "../formats/records.js";
import { decodeLine, readByteLines } from "./byte-lines.js";
import type { FileSet } from "./file-set.js";
import { createPromptMix, type Difficulties } from "./mix-prompts.js";
import { toChunk } from "./row-chunk.js";

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
