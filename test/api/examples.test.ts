import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import ts from "typescript";
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createApiProgram, listPublicDeclarations, readCompilerOptions } from "./public-api.js";

const api = createApiProgram();
// Inside the checkout, so that `langgraph-star` is this package.
const folder = await mkdtemp(resolve(".examples-"));
const examples = listPublicDeclarations(api).flatMap(({ name, examples }) =>
  examples.map((code, position) => ({
    label: examples.length === 1 ? name : `${name}, example ${position + 1}`,
    code,
    file: join(folder, `${name.replaceAll("/", "-")}-${position + 1}.ts`),
  })),
);
await Promise.all(examples.map(({ file, code }) => writeFile(file, code)));
const files = examples.map(({ file }) => file);
// One program for all: the sources that the examples import are parsed and checked once.
const program = ts.createProgram(files, readCompilerOptions(), undefined, api);

describe("@example", () => {
  beforeEach(() => {
    vi.spyOn(console, "log").mockImplementation(() => {});
  });
  afterEach(() => vi.restoreAllMocks());
  afterAll(() => rm(folder, { recursive: true }));

  it.each(examples)("$label has right types", ({ file }) => {
    const source = program.getSourceFile(file);
    const problems = ts.getPreEmitDiagnostics(program, source).map(({ start = 0, messageText }) => {
      const line = (source?.getLineAndCharacterOfPosition(start).line ?? 0) + 1;
      return `line ${line}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`;
    });
    expect(problems).toEqual([]);
  });

  it.each(examples)("$label runs", async ({ file }) => {
    await import(/* @vite-ignore */ file);
  });
});
