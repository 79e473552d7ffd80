import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findExcess } from "../../../scripts/package/budgets.js";
import { findDeadLinks } from "../../../scripts/package/find-dead-links.js";
import { measureEntry } from "../../../scripts/package/measure-entry.js";

const ENTRY = 'import { b } from "./lib/b.js";\nexport * from "./lib/c.js";\nexport const a = b;\n';
const B =
  'import "node:fs";\nimport { z } from "zod/v4";\nimport * as core from "@scope/core/deep.js";\nexport const b = () => import("./late.js");\n';
const C = 'import "../entry.js";\nexport const c = 1;\n';
const FILES = {
  "README.md":
    '[a](docs/a.md#part) [web](https://example.com/x.md) [mail](mailto:a@b.c) [here](#here) ![p](docs/p.png "P") [gone](docs/gone.md) [folder](docs/)\n```md\n[code](no.md)\n```\n`[code](no.md)`\n',
  "docs/a.md": "[up](../README.md) [out](../src/out.ts)",
  "docs/p.png": "",
  "dist/entry.js": ENTRY,
  "dist/lib/b.js": B,
  "dist/lib/c.js": C,
  "dist/mapped.js": "export {};\n//# sourceMappingURL=mapped.js.map\n",
  "dist/mapped.js.map": '{ "version": 3, "sources": ["../src/mapped.ts"] }',
  "dist/lost.js": "export {};\n//# sourceMappingURL=lost.js.map\n",
  "dist/broken.js": 'import "./nowhere.js";\n',
};

let root = "";
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "star-package-test-"));
  for (const [path, text] of Object.entries(FILES)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
});
afterAll(() => rm(root, { recursive: true }));

describe("findDeadLinks", () => {
  it("lists links, source maps and their sources that are not in the package", () => {
    expect(findDeadLinks(root, Object.keys(FILES))).toEqual([
      "README.md: docs/gone.md",
      "docs/a.md: ../src/out.ts",
      "dist/mapped.js.map: ../src/mapped.ts",
      "dist/lost.js: lost.js.map",
    ]);
  });
});

describe("measureEntry", () => {
  it("follows static imports only, in cycles, too", () => {
    const { files, bytes, packages } = measureEntry(join(root, "dist/entry.js"));
    expect(files.map((file) => file.slice(root.length + 1))).toEqual([
      "dist/entry.js",
      "dist/lib/b.js",
      "dist/lib/c.js",
    ]);
    expect(bytes).toBe(ENTRY.length + B.length + C.length);
    expect(packages).toEqual(["@scope/core", "zod"]);
  });

  it("rejects an import of a file that does not exist", () => {
    expect(() => measureEntry(join(root, "dist/broken.js"))).toThrow(/does not exist: .*nowhere/);
  });
});

describe("findExcess", () => {
  const loaded = { files: [], bytes: 10, packages: ["a", "zod"] };

  it("accepts what is in the budget", () => {
    expect(findExcess("./x", loaded, { bytes: 10, packages: ["a"] })).toEqual([]);
  });

  it("names sizes and packages beyond it, and an entry point without one", () => {
    expect(findExcess("./x", loaded, { bytes: 9, packages: [] })).toEqual([
      "./x loads a, which its budget does not list.",
      "./x loads 10 bytes of own files, 9 are allowed.",
    ]);
    expect(findExcess("./new", loaded)).toEqual([
      "./new has no budget in scripts/package/budgets.ts.",
    ]);
  });
});
