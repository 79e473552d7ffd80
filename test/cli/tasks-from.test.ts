import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createSyntheticDataset } from "../../src/data/synthetic.js";
import { reportSchema } from "../../src/evaluation/report-schema.js";
import { createFolder, SMALL, star } from "./support.js";

const dataset = createSyntheticDataset({ users: 40, items: 60, interactions: 800, seed: 1 });

async function writeCandidates() {
  const file = join(await createFolder(), "small.random");
  const items = [...dataset.items.keys()].slice(0, 40).join(" ");
  const first = `new ${items}`; // an item that the dataset lacks
  await writeFile(file, ["u01", "u02", "u03"].map((user) => `${user}\t${first}\n`).join(""));
  return file;
}

describe("star evaluate --tasks-from", () => {
  it("evaluates policies on published tasks, and names their source in the report", async () => {
    const file = await writeCandidates();
    const line = `evaluate --json --policy popularity,ease,teacher --tasks-from ${file}`;
    const { code, out, notes } = await star(line, SMALL);
    expect(code).toBe(0);
    expect(notes).toContain("small.random: 1 candidates added that the dataset lacks");
    const { protocol, rows } = reportSchema.parse(JSON.parse(out));
    expect(protocol).toMatchObject({ negatives: "small.random", tasks: 3, candidateCount: 20 });
    expect(rows.map(({ policy, failed }) => [policy, failed])).toEqual([
      ["popularity", 0],
      ["ease", 0],
      ["teacher", 0],
    ]);
    const limited = await star(
      `evaluate --policy popularity --tasks 2 --tasks-from ${file}`,
      SMALL,
    );
    expect(limited.out).toContain("2 tasks, 20 candidates, small.random negatives");
  });

  it("refuses other splits, scenarios, draws and candidates before anything is read", async () => {
    const line =
      "evaluate --split validation --draws 2 --candidates popularity --tasks-from no/such/file";
    const { code, notes } = await star(line, SMALL);
    expect(code).toBe(2);
    expect(notes).toContain(
      "cannot be combined with --split validation and --draws 2 and --candidates popularity",
    );
  });
});
