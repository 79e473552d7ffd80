import { readCorpus } from "../../src/student/objective/corpus.js";
import { saveStudent } from "../../src/student/student.js";
import { createModel, createTaught } from "../student/support.js";
import { createFolder } from "./support.js";

/** Writes a small untrained student with the vocabulary of a few trajectories. */
export async function createStudentFolder(name: string): Promise<string> {
  const folder = await createFolder();
  const { trajectories } = await createTaught(8);
  const { vocabulary } = await readCorpus(trajectories, { keepRank: 20 });
  await saveStudent(folder, await createModel(vocabulary), name);
  return folder;
}
