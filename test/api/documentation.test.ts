import { describe, expect, it } from "vitest";
import {
  createApiProgram,
  ENTRY_FILES,
  listPublicDeclarations,
  readExamples,
} from "./public-api.js";

const declarations = listPublicDeclarations(createApiProgram());
const labels = (found: typeof declarations) =>
  found.map(({ name, entries }) => `${name} (${entries.join(", ")})`);

describe("public API", () => {
  it("is exported by the root and its subpaths", () => {
    const subpaths = "collaborative data evaluation export recorder serve student".split(" ");
    expect([...ENTRY_FILES.keys()].toSorted()).toEqual([
      "langgraph-star",
      ...subpaths.map((name) => `langgraph-star/${name}`),
    ]);
    expect(declarations.length).toBeGreaterThan(150);
  });

  it("documents every name", () => {
    const undocumented = declarations.filter(({ documentation }) => documentation.trim() === "");
    expect(labels(undocumented)).toEqual([]);
  });

  it("shows an example of every function and class", () => {
    const without = declarations.filter(
      ({ isCallable, examples }) => isCallable && examples.length === 0,
    );
    expect(labels(without)).toEqual([]);
  });

  it("exports from the root alone only what no subpath is about", () => {
    const rootOnly = declarations.filter(({ entries }) => `${entries}` === "langgraph-star");
    const folders = new Set(rootOnly.map(({ file }) => file.split("/")[1]));
    expect([...folders].toSorted()).toEqual(["errors.ts", "graphs", "models", "tools"]);
  });
});

describe("readExamples", () => {
  it("reads the fenced blocks behind @example and no others", () => {
    const text =
      'Text.\n```ts\nno;\n```\n@example Title\n```ts\nimport "@a/b";\none;\n```\n@returns ```ts\n@example\n```ts\ntwo;\n```\n';
    expect(readExamples(text)).toEqual(['import "@a/b";\none;\n', "two;\n"]);
  });
});
