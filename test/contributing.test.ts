import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const text = readFileSync("CONTRIBUTING.md", "utf8");
const find = (pattern: RegExp) => [
  ...new Set(Array.from(text.matchAll(pattern), ([, found]) => found!)),
];

describe("CONTRIBUTING.md", () => {
  // A path with a placeholder in capitals names a file to create.
  const paths = [...find(/`([\w.-]+\/[\w./-]*)`/g), ...find(/\]\(([^)#]+)\)/g)].filter(
    (path) => !/NAME|SERVER/.test(path),
  );

  it("contains paths", () => expect(paths.length).toBeGreaterThan(40));

  it.each(paths)("names %s, which exists", (path) => {
    expect(existsSync(path)).toBe(true);
  });

  it.each(find(/`npm run ([\w:]+)/g))("names the script %s of package.json", (script) => {
    expect(JSON.parse(readFileSync("package.json", "utf8")).scripts).toHaveProperty([script]);
  });

  const folders = readdirSync("src", { withFileTypes: true }).filter((entry) =>
    entry.isDirectory(),
  );
  it.each(folders)("lists src/$name", ({ name }) => {
    expect(paths).toContain(`src/${name}/`);
  });
});
