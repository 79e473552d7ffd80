import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { describe, expect, it } from "vitest";

const LAYERS = [
  [
    "types.ts",
    "errors.ts",
    "random.ts",
    "json.ts",
    "files.ts",
    "optional.ts",
    "threads.ts",
    "text",
  ],
  ["data"],
  ["collaborative", "evaluation", "models"],
  ["tools"],
  ["graphs"],
  ["distill"],
  ["student"],
  ["recorder.ts"],
  ["serve"],
  ["cli", "index.ts", "studio.ts"],
];

const part = (path: string) => relative("src", path).split(/[\\/]/)[0] ?? "";
const layer = (path: string) => LAYERS.findIndex((parts) => parts.includes(part(path)));
const files = readdirSync("src", { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".ts"))
  .map((name) => join("src", name));
const imports = files.flatMap((from) =>
  [...readFileSync(from, "utf8").matchAll(/(?:from|import\()\s*"(\.[^"]+)"/g)].map((match) => ({
    from,
    to: join(dirname(from), match[1]!.replace(/\.js$/, ".ts")),
  })),
);

describe("architecture", () => {
  it.each(files)("%s is in a known layer", (file) => expect(layer(file)).not.toBe(-1));

  it("every import stays in its folder or goes down", () => {
    const upward = imports.filter(
      ({ from, to }) => part(from) !== part(to) && layer(from) <= layer(to) && layer(from) !== 0,
    );
    expect(upward).toEqual([]);
  });
});
