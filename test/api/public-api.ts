import { readFileSync } from "node:fs";
import { relative, resolve } from "node:path";
import ts from "typescript";

/** A declaration that an entry point of the package exports. */
export interface PublicDeclaration {
  readonly name: string;
  /** Entry points that export it, such as `langgraph-star/data`. */
  readonly entries: readonly string[];
  /** The file that declares it, such as `src/data/tasks.ts`. */
  readonly file: string;
  /** Functions and classes need an example. */
  readonly isCallable: boolean;
  /** The text of its doc comments, without asterisks; empty when there is none. */
  readonly documentation: string;
  /** The code of its `@example` blocks, those of class members included. */
  readonly examples: readonly string[];
}

const PACKAGE = JSON.parse(readFileSync("package.json", "utf8")) as {
  readonly name: string;
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
};

/** Source file of each entry point by the specifier that imports it. */
export const ENTRY_FILES: ReadonlyMap<string, string> = new Map(
  Object.entries(PACKAGE.exports).flatMap(([path, target]) => {
    const source = typeof target === "string" ? undefined : target["star-source"];
    return source === undefined ? [] : [[PACKAGE.name + path.slice(1), resolve(source)] as const];
  }),
);

let program: ts.Program | undefined;

/** A program of all entry points, with the project's own compiler options. Further calls return the first call's program. */
export function createApiProgram(): ts.Program {
  program ??= ts.createProgram([...ENTRY_FILES.values()], {
    ...readCompilerOptions(),
    noEmit: false,
  });
  return program;
}

export function readCompilerOptions(): ts.CompilerOptions {
  const { config } = ts.readConfigFile("tsconfig.json", (path) => ts.sys.readFile(path));
  return ts.parseJsonConfigFileContent(config, ts.sys, ".").options;
}

/** All public declarations, each once, however many entry points export it. */
export function listPublicDeclarations(program: ts.Program): PublicDeclaration[] {
  const checker = program.getTypeChecker();
  const found = new Map<ts.Symbol, { readonly names: Set<string>; readonly entries: string[] }>();
  for (const [specifier, file] of ENTRY_FILES) {
    const module = checker.getSymbolAtLocation(program.getSourceFile(file)!)!;
    for (const exported of checker.getExportsOfModule(module)) {
      const isAlias = (exported.flags & ts.SymbolFlags.Alias) !== 0;
      const symbol = isAlias ? checker.getAliasedSymbol(exported) : exported;
      const entry = found.get(symbol) ?? { names: new Set(), entries: [] };
      entry.names.add(exported.name);
      entry.entries.push(specifier);
      found.set(symbol, entry);
    }
  }
  return Array.from(found, ([symbol, { names, entries }]) => {
    const comments = (symbol.declarations ?? []).flatMap(docCommentsOf);
    return {
      name: [...names].join("/"),
      entries,
      file: relative(".", symbol.declarations?.[0]?.getSourceFile().fileName ?? ""),
      isCallable: isCallable(symbol, checker),
      documentation: comments.join("\n"),
      examples: (symbol.declarations ?? []).flatMap(examplesIn),
    };
  });
}

function isCallable(symbol: ts.Symbol, checker: ts.TypeChecker): boolean {
  if ((symbol.flags & (ts.SymbolFlags.Function | ts.SymbolFlags.Class)) !== 0) return true;
  const isVariable = (symbol.flags & ts.SymbolFlags.Variable) !== 0;
  return isVariable && checker.getTypeOfSymbol(symbol).getCallSignatures().length > 0;
}

function docCommentsOf(node: ts.Node): string[] {
  return ts
    .getJSDocCommentsAndTags(node)
    .filter((comment) => ts.isJSDoc(comment))
    .map((comment) => stripAsterisks(comment.getText()));
}

function examplesIn(declaration: ts.Declaration): string[] {
  const members = ts.isClassDeclaration(declaration) ? declaration.members : [];
  return [declaration, ...members].flatMap(docCommentsOf).flatMap(readExamples);
}

function stripAsterisks(comment: string): string {
  return comment.replace(/^\/\*\*|\*\/$/g, "").replace(/^[ \t]*\* ?/gm, "");
}

/** The fenced `ts` blocks behind the `@example` tags of a doc comment. */
export function readExamples(documentation: string): string[] {
  return documentation
    .split(/^@/m)
    .filter((tag) => tag.startsWith("example"))
    .flatMap((tag) => Array.from(tag.matchAll(/^```ts\n([^]*?)^```/gm), ([, code = ""]) => code));
}
