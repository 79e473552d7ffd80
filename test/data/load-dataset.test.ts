import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { DATASET_NAMES, loadDataset } from "../../src/data/load-dataset.js";
import { expectError, writeFolder } from "./support.js";

const FILES = {
  "items.csv": "item_id,title\na,Tea\n",
  "interactions.csv": "user_id,item_id,timestamp\nu,a,1\n",
};

describe("loadDataset", () => {
  it("reads the given folder or its subfolder with the dataset's name", async () => {
    const direct = await writeFolder(FILES);
    const parent = await writeFolder(
      Object.fromEntries(
        Object.entries(FILES).map(([name, text]) => [join("generic", name), text]),
      ),
    );
    for (const directory of [direct, parent]) {
      expect((await loadDataset({ name: "generic", directory })).interactions).toHaveLength(1);
    }
  });

  it("generates the synthetic dataset without files", async () => {
    const sizes = { users: 10, items: 60, interactions: 100 };
    const dataset = await loadDataset({ name: "synthetic", seed: 3, sizes });
    expect(dataset).toMatchObject({ synthetic: true, duplicatesRemoved: 0 });
    expect(dataset.interactions).toHaveLength(100);
  });

  it("lists the known names for an unknown one", async () => {
    const load = () => loadDataset({ name: "netflix" });
    await expectError(load, "INVALID_ARGUMENT", '"netflix"', DATASET_NAMES.join(", "));
  });

  it("asks for a directory, and reports one that does not exist", async () => {
    const load = (directory?: string) => loadDataset({ name: "movielens-100k", directory });
    await expectError(() => load(), "INVALID_ARGUMENT", "Pass --data-dir DIR");
    const absent = join(await writeFolder({}), "absent");
    await expectError(() => load(absent), "DATASET_NOT_FOUND", absent, "--data-dir");
  });
});
