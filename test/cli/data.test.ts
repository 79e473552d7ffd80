import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createFolder, SMALL, star } from "./support.js";

describe("star data", () => {
  it("lists every dataset with its requirements", async () => {
    const { out } = await star("data list --json");
    const { datasets } = JSON.parse(out);
    expect(datasets).toContainEqual({
      name: "synthetic",
      needs: expect.stringContaining("nothing"),
    });
    expect((await star("data list")).out.split("\n")).toHaveLength(datasets.length);
  });

  it("describes a dataset and marks synthetic data", async () => {
    const { out } = await star("data describe --json", SMALL);
    expect(JSON.parse(out)).toMatchObject({ users: 40, interactions: 800, synthetic: true });
    expect((await star("data describe", SMALL)).out).toContain("synthetic (synthetic data)");
  });

  it("replaces an imported dataset and its pseudonyms with --force only", async () => {
    const folder = await createFolder();
    const [table, out, names] = ["log.csv", "shop", "names.csv"].map((name) => join(folder, name));
    const write = (user: string) => writeFile(table!, `user,item,time\n${user},a,1\n`);
    const line = `data import ${table} --out ${out} --pseudonyms ${names}`;
    await write("ann");
    expect((await star(line)).code).toBe(0);
    await write("bob");
    const refused = await star(line);
    expect(refused.code).toBe(1);
    expect(refused.notes).toContain(
      `FILE_EXISTS: An import would replace ${out}/interactions.csv and ${out}/items.csv and ${names}.`,
    );
    expect(await readFile(names!, "utf8")).toContain("ann");
    expect((await star(line, "--force")).code).toBe(0);
    expect(await readFile(names!, "utf8")).not.toContain("ann");
  });

  it("finds no leak in the tools", async () => {
    const { code, out } = await star("data check --samples 3 --json", SMALL);
    const { answers, ...result } = JSON.parse(out);
    expect(result).toMatchObject({ tasks: 9, leaks: [] });
    expect(answers).toBeGreaterThan(9); // several tool results per task
    expect(code).toBe(0);
  });
});
