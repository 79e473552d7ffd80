import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { createFolder, SMALL, star } from "./support.js";

const EVALUATE = "evaluate --tasks 20 --policy";

describe("star report", () => {
  let root: string;
  const folder = (name: string) => join(root, name);

  beforeAll(async () => {
    root = await createFolder();
    await star(`${EVALUATE} popularity,random`, SMALL, ["--out", folder("before")]);
    await star(`${EVALUATE} popularity,als`, SMALL, ["--out", folder("after")]);
    await star(`${EVALUATE} popularity --seed 2`, SMALL, ["--out", folder("other")]);
  });

  it("compares policies of both folders, as a table, as JSON and as a page", async () => {
    const folders = [folder("before"), folder("after")];
    const html = folder("compared.html");
    const { code, out, notes } = await star(["report", ...folders, "--html", html]);
    expect(code).toBe(0);
    expect(out).toMatch(/^before: popularity \*? *\d/m);
    expect(out).toMatch(/^after: popularity over before: popularity +0\.0 .* undecided$/m);
    expect(out).toContain("20 tasks, 20 candidates, uniform negatives");
    expect(notes).toContain("Only in before: random.");
    expect(notes).toContain("Only in after: als.");
    expect(await readFile(html, "utf8")).toContain("after: popularity over before: popularity");
    const json = JSON.parse((await star(["report", ...folders, "--json"])).out);
    expect(json.paired).toMatchObject([{ difference: 0, adjustedP: 1 }]);
    expect(json.protocol).toMatchObject({ tasks: 20, seed: 1 });
  });

  it("compares policies of other names with --pair", async () => {
    const folders = [folder("before"), folder("after")];
    const { out } = await star(["report", ...folders, "--pair", "random=als"]);
    expect(out).toMatch(/^after: als over before: random +\+\d.* (better|undecided)$/m);
    expect(out).not.toContain("popularity");
  });

  it.each([
    ["before", "other", "evaluations of different tasks: "],
    ["before", "none", "Pass a folder that star evaluate --out has written."],
    ["before", "before", "are the same folder"],
  ])("refuses %s and %s: %s", async (before, after, problem) => {
    const { code, notes } = await star(["report", folder(before), folder(after)]);
    expect(code).toBe(2);
    expect(notes).toContain(problem);
  });
});
