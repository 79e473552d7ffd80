import { readdirSync, readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { checkPages } from "../../scripts/docs/check-pages.js";
import { readCodeBlocks } from "../../scripts/docs/page-code.js";

const guides = readdirSync("docs").filter((name) => name.endsWith(".md"));
const pages = ["README.md", ...guides.map((name) => `docs/${name}`)].filter(
  (page) => readCodeBlocks(readFileSync(page, "utf8")).length > 0,
);

describe("the TypeScript of README and docs", () => {
  let problems: Map<string, string[]>;
  beforeAll(async () => {
    problems = await checkPages(pages);
  }, 300_000);

  it("is on many pages", () => expect(pages.length).toBeGreaterThan(10));

  it.each(pages)("compiles and runs in %s", (page) => {
    expect(problems.get(page)).toEqual([]);
  });
});
