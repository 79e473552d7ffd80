import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { join } from "node:path";
import { writeFileAtomic } from "../../files.js";
import { saveStudent } from "../student.js";
import { drawCurves } from "./curves.js";
import { writeModelCard } from "./model-card.js";
import type { TrainingRecord } from "./record.js";
import type { Run } from "./run.js";

/** Writes the student's folder: what it takes to run it, the record, the curves and a model card. */
export async function writeStudent(
  { options, model }: Pick<Run, "options" | "model">,
  record: TrainingRecord,
): Promise<void> {
  const file = (name: string) => join(options.out, name);
  await writeFileAtomic(file("training.json"), `${JSON.stringify(record, null, 2)}\n`);
  await writeFileAtomic(file("curves.svg"), await drawCurves(record));
  await writeFileAtomic(file("README.md"), writeModelCard(record, options.name));
  await saveStudent(options.out, model, options.name);
}

/** SHA-256 of a file, in hexadecimal digits. */
export async function hashFile(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest("hex");
}
