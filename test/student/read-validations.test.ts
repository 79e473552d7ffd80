import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readValidations } from "../../src/student/read-validations.js";

async function writeRecord(text: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "star-validations-"));
  await writeFile(join(folder, "training.json"), text);
  return folder;
}

describe("readValidations", () => {
  it("reads the validations, with the stage of earlier versions by its name of today", async () => {
    const validation = [
      { stage: "sft", at: 100, HR: 0.5, scoredHR: 0.6, format: 1 },
      { stage: "grpo", at: 5, HR: 0.7, scoredHR: 0.8, format: 1 },
    ];
    const record = { validationTasks: 300, seed: 1, curves: { sft: [], rl: [], validation } };
    expect(await readValidations(await writeRecord(JSON.stringify(record)))).toEqual({
      tasks: 300,
      points: [
        { stage: "sft", at: 100, HR: 0.5, scoredHR: 0.6 },
        { stage: "rl", at: 5, HR: 0.7, scoredHR: 0.8 },
      ],
    });
  });

  it.each(["{", "[]", '{"validationTasks": -1, "curves": {"validation": []}}'])(
    "has none in %j, and none without the file",
    async (text) => {
      const folder = await writeRecord(text);
      expect(await readValidations(folder)).toBeUndefined();
      expect(await readValidations(join(folder, "none"))).toBeUndefined();
    },
  );
});
