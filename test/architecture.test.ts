import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, sep } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";

/** From the lowest: a folder or file may import itself and lower layers only. */
const LAYERS = [
  [
    "types.ts",
    "errors.ts",
    "random.ts",
    "json.ts",
    "files.ts",
    "checksum.ts",
    "file-error.ts",
    "file-lock.ts",
    "leftovers.ts",
    "line-writer.ts",
    "writable.ts",
    "optional.ts",
    "assert.ts",
    "concurrency.ts",
    "own-signal.ts",
  ],
  ["text", "worker"],
  ["data"],
  ["trajectory", "collaborative", "evaluation", "models"],
  ["tools"],
  ["graphs"],
  ["distill"],
  ["student"],
  ["baselines"],
  ["serve"],
  ["cli", "trace-page"],
];

/** Entry points of the package: they only export, and nothing but an entry point imports them. */
const ENTRIES = ["index.ts", "entries", "studio.ts"];

interface Import {
  readonly from: string;
  readonly to: string;
}

const files = readdirSync("src", { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".ts"))
  .map((name) => name.split(sep).join("/"));
const imports = files.flatMap(readImports);

describe("architecture", () => {
  it.each(files)("%s belongs to a layer", (file) => {
    expect([...LAYERS.flat(), ...ENTRIES]).toContain(segment(file, 0));
  });

  it("imports only lower layers", () => {
    const upward = imports.filter(
      ({ from, to }) => segment(from, 0) !== segment(to, 0) && layer(from) <= layer(to),
    );
    const allowed = ({ from, to }: Import) =>
      layer(from) === 0 ? layer(to) === 0 : ENTRIES.includes(from);
    expect(upward.filter((edge) => !allowed(edge))).toEqual([]);
  });

  it("records without any recommender: src/trajectory imports only layer 0 and src/text", () => {
    const needed = new Set(imports.filter(within("trajectory")).map(({ to }) => segment(to, 0)));
    expect([...needed].filter((name) => name !== "text" && !LAYERS[0]?.includes(name))).toEqual([
      "trajectory",
    ]);
  });

  it("finds type-only, dynamic and inline imports", () => {
    const text = `import type { A } from "./a.js"; const b = await import("./b.js"); type C = import("./c.js").C; export type { D } from "./d.js";`;
    expect(specifiersOf(text)).toEqual(["./a.js", "./b.js", "./c.js", "./d.js"]);
  });

  it("finds an import cycle, and none where there is none", () => {
    const cycle = ["a -> b", "b -> c", "c -> a", "d -> a"];
    expect(findCycle(cycle.map(parseEdge))).toEqual(["a", "b", "c", "a"]);
    expect(findCycle(["a -> b", "a -> c", "b -> c"].map(parseEdge))).toBeUndefined();
  });

  it("exports every name from one file", () => {
    const places = new Map<string, string[]>();
    for (const file of files.filter((name) => !ENTRIES.includes(segment(name, 0)))) {
      for (const name of exportedNames(readFileSync(join("src", file), "utf8")))
        places.set(name, [...(places.get(name) ?? []), file]);
    }
    expect([...places].filter(([, paths]) => paths.length > 1)).toEqual([]);
  });

  it("finds exported names", () => {
    const text = `export const a = 1, b = 2; export function c() {} export interface D {} const e = 1; export type { F } from "./f.js";`;
    expect(exportedNames(text)).toEqual(["a", "b", "c", "D"]);
  });

  // The files and folders of every folder, from `src` down, depend on one another one way only.
  it.each(foldersOf(files))("has no import cycle in src/%s", (folder) => {
    const depth = folder === "" ? 0 : folder.split("/").length;
    const edges = imports
      .filter(within(folder))
      .filter(({ to }) => folder === "" || to.startsWith(`${folder}/`))
      .map(({ from, to }) => ({ from: segment(from, depth), to: segment(to, depth) }))
      .filter(({ from, to }) => from !== to);
    expect(findCycle(edges)).toBeUndefined();
  });
});

function segment(path: string, depth: number): string {
  return path.split("/")[depth] ?? "";
}

function layer(path: string): number {
  const found = LAYERS.findIndex((parts) => parts.includes(segment(path, 0)));
  return found === -1 ? LAYERS.length : found;
}

function within(folder: string): (edge: Import) => boolean {
  return ({ from }) => folder === "" || from.startsWith(`${folder}/`);
}

function foldersOf(paths: readonly string[]): string[] {
  const all = paths.flatMap((path) =>
    path.split("/").map((_, depth, parts) => parts.slice(0, depth).join("/")),
  );
  return [...new Set(all)];
}

function readImports(from: string): Import[] {
  return specifiersOf(readFileSync(join("src", from), "utf8"))
    .filter((specifier) => specifier.startsWith("."))
    .map((specifier) => ({
      from,
      to: join(dirname(from), specifier.replace(/\.js$/, ".ts")).split(sep).join("/"),
    }));
}

/** Every module that a text imports or exports from, types included. */
function specifiersOf(text: string): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node) => {
    const literal =
      ts.isImportDeclaration(node) || ts.isExportDeclaration(node)
        ? node.moduleSpecifier
        : ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword
          ? node.arguments[0]
          : ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)
            ? node.argument.literal
            : undefined;
    if (literal !== undefined && ts.isStringLiteral(literal)) found.push(literal.text);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile("file.ts", text, ts.ScriptTarget.Latest));
  return found;
}

/** The names of declarations with `export`; those of other modules are not counted again. */
function exportedNames(text: string): string[] {
  const { statements } = ts.createSourceFile("file.ts", text, ts.ScriptTarget.Latest, true);
  const exported = statements.filter(
    (statement) =>
      ts.canHaveModifiers(statement) &&
      ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword),
  );
  return exported.flatMap((statement) =>
    ts.isVariableStatement(statement)
      ? statement.declarationList.declarations.map(({ name }) => name.getText())
      : [(statement as ts.DeclarationStatement).name?.text ?? ""],
  );
}

function parseEdge(text: string): Import {
  const [from = "", to = ""] = text.split(" -> ");
  return { from, to };
}

/** The nodes of one cycle, the first repeated at the end. */
function findCycle(edges: readonly Import[]): string[] | undefined {
  const next = new Map<string, Import[]>();
  for (const edge of edges) next.set(edge.from, [...(next.get(edge.from) ?? []), edge]);
  const done = new Set<string>();
  const follow = (node: string, path: readonly string[]): string[] | undefined => {
    if (path.includes(node)) return [...path.slice(path.indexOf(node)), node];
    if (done.has(node)) return undefined;
    for (const { to } of next.get(node) ?? []) {
      const cycle = follow(to, [...path, node]);
      if (cycle !== undefined) return cycle;
    }
    done.add(node);
    return undefined;
  };
  for (const { from } of edges) {
    const cycle = follow(from, []);
    if (cycle !== undefined) return cycle;
  }
  return undefined;
}
