import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";

/** Modules that a file imports when it is loaded: no types, no `import()`. */
function staticImports(file: string): string[] {
  const source = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest);
  return source.statements.flatMap((statement) => {
    if (!ts.isImportDeclaration(statement) && !ts.isExportDeclaration(statement)) return [];
    if (ts.isExportDeclaration(statement) ? statement.isTypeOnly : isTypeImport(statement))
      return [];
    const specifier = statement.moduleSpecifier;
    return specifier !== undefined && ts.isStringLiteral(specifier) ? [specifier.text] : [];
  });
}

// With `verbatimModuleSyntax` an import whose names are all types is still loaded unless it says `import type`.
const isTypeImport = ({ importClause }: ts.ImportDeclaration) =>
  importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword;

/** All files and packages that are loaded with an entry point. */
function loadedWith(entry: string) {
  const files = new Set([entry]);
  const packages = new Set<string>();
  for (const file of files) {
    for (const specifier of staticImports(file)) {
      if (specifier.startsWith("."))
        files.add(join(dirname(file), specifier.replace(/\.js$/, ".ts")));
      else if (!specifier.startsWith("node:")) packages.add(specifier);
    }
  }
  return { files: [...files], packages: [...packages].toSorted() };
}

const packageName = (specifier: string) =>
  specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");

describe("importing langgraph-star", () => {
  const { files, packages } = loadedWith("src/index.ts");

  it("loads no package but LangGraph's and zod; parsers, servers and engines load when they are used", () => {
    expect([...new Set(packages.map(packageName))]).toEqual([
      "@langchain/core",
      "@langchain/langgraph",
      "zod",
    ]);
  });

  it.each(["src/student/engine/", "src/distill/export/formats/", "src/serve/", "src/cli/"])(
    "does not load %s",
    (folder) => {
      expect(files.filter((file) => file.startsWith(folder))).toEqual([]);
    },
  );

  it("loads fewer than 222 modules of its own", () => {
    expect(files.length).toBeGreaterThan(50);
    expect(files.length).toBeLessThan(222);
  });
});

describe("importing langgraph-star/recorder", () => {
  it("loads @langchain/core and zod alone", () => {
    const { packages } = loadedWith("src/entries/recorder.ts");
    expect([...new Set(packages.map(packageName))]).toEqual(["@langchain/core", "zod"]);
  });
});
