import { beforeAll, describe, expect, it } from "vitest";
import type { LoadedDataset } from "../../src/data/dataset-builder.js";
import { describeDataset } from "../../src/data/describe-dataset.js";
import { loadDataset } from "../../src/data/load-dataset.js";
import { splitTargets } from "../../src/data/split-targets.js";
import { createTasks } from "../../src/data/tasks.js";

const directory = process.env["STAR_DATA_DIR"];

describe.skipIf(!directory)("MovieLens 100K", () => {
  let dataset: LoadedDataset;
  beforeAll(async () => {
    dataset = await loadDataset({ name: "movielens-100k", directory });
  });

  it("has the published counts", () => {
    expect(describeDataset(dataset)).toMatchObject({
      users: 943,
      items: 1682,
      interactions: 100_000,
      repeats: 0,
      duplicatesRemoved: 0,
      historyLength: { least: 20, most: 737 },
    });
  });

  it("decodes Latin-1 and reads genres", () => {
    expect(dataset.items.get("543")?.title).toBe("Misérables, Les (1995)");
    expect(dataset.items.get("1")).toEqual({
      id: "1",
      title: "Toy Story (1995)",
      categories: ["Animation", "Children's", "Comedy"],
    });
    expect(dataset.items.get("267")).toEqual({ id: "267", title: "unknown", categories: [] });
  });

  it("gives 7,544 training, 943 validation and 943 test tasks", () => {
    const protocol = splitTargets(dataset);
    const supply = (split: "train" | "validation" | "test") =>
      createTasks(dataset, { split, protocol, limit: 1 }).supply;
    expect([supply("train"), supply("validation"), supply("test")]).toEqual([7544, 943, 943]);
  });

  it("keeps file order for equal timestamps", () => {
    // In u.data the last rows by time of user 1 are 256 and 5 (both ...712), then 74 and 102 (both ...736).
    const user = splitTargets(dataset).users.find(({ userId }) => userId === "1");
    expect(user?.itemIds.slice(-4)).toEqual(["256", "5", "74", "102"]);
  });
});

describe.skipIf(!directory)("Amazon Scientific 2018", () => {
  let dataset: LoadedDataset;
  beforeAll(async () => {
    dataset = await loadDataset({ name: "amazon-scientific-2018", directory });
  });

  it("has the published counts", () => {
    expect(describeDataset(dataset)).toMatchObject({
      users: 2928,
      items: 1585,
      interactions: 19_712,
      timeRange: null,
      historyLength: { least: 5, most: 36 },
    });
    const { users } = splitTargets(dataset);
    expect(users.filter(({ itemIds }) => new Set(itemIds).size < itemIds.length)).toHaveLength(114);
  });

  it("finds titles and categories in the text", () => {
    const items = [...dataset.items.values()];
    expect(items.filter(({ categories }) => categories.length === 0)).toHaveLength(44);
    // Nine titles are broken in the source; they are kept.
    const department = items.filter(({ title }) => title.includes("Industrial & Scientific"));
    expect(department).toHaveLength(9);
    expect(new Set(department.map(({ title }) => title))).toEqual(
      new Set(["Industrial & Scientific />"]),
    );
    expect(dataset.items.get("B00002ND6L")).toEqual({
      id: "B00002ND6L",
      title: "DAP INC 18152 10.1oz White Alex Plus Acrylic Latex Caulk with Silicone",
      categories: ["Tapes, Adhesives & Sealants", "Caulk", "Latex Caulk"],
    });
  });

  it("leaves out targets that are already in the history", () => {
    const { supply, leftOut } = createTasks(dataset, { split: "test", limit: 1 });
    expect(supply + leftOut.repeatedTarget).toBe(2928);
    expect(leftOut.repeatedTarget).toBe(25);
  });
});

describe.skipIf(!directory)("Amazon Reviews 2023 sample", () => {
  it("has the published counts", async () => {
    const dataset = await loadDataset({ name: "amazon-reviews-2023-sample", directory });
    const description = describeDataset(dataset);
    expect(description).toMatchObject({ users: 354, items: 3228, interactions: 3455, repeats: 3 });
    expect(new Date(description.timeRange!.from * 1000).toISOString()).toMatch(/^2006-12-05/);
    expect(new Date(description.timeRange!.to * 1000).toISOString()).toMatch(/^2023-03-16/);
    const untitled = [...dataset.items.values()].filter(({ title }) => title === "untitled item");
    expect(untitled).toHaveLength(74);
  });
});
