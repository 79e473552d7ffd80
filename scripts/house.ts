// Figures about the structure of a checkout's `src/`: npm run house [-- CHECKOUT] [--list] [--json] [--sample N --seed S]
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve, sep } from "node:path";
import { parseArgs } from "node:util";
import ts from "typescript";
import { createRandom, shuffle } from "../src/random.js";

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    list: { type: "boolean" },
    json: { type: "boolean" },
    sample: { type: "string" },
    seed: { type: "string", default: "1" },
    help: { type: "boolean" },
  },
});
if (flags.help === true) {
  console.log(`Usage: npm run house [-- CHECKOUT] [--list] [--json] [--sample N --seed S]

Counts the files, functions, imports and doc comments of CHECKOUT/src (default: this checkout).
  --list   also lists the files, functions and names behind each figure
  --json   one JSON object on stdout
  --sample N --seed S   prints the paths of N files drawn at random, for a reading by someone new to the code`);
  process.exit(0);
}

interface Export {
  readonly name: string;
  readonly isCallable: boolean;
  readonly comment: string;
}

interface SourceFile {
  readonly path: string;
  readonly lines: number;
  readonly imports: readonly string[];
  readonly exports: readonly Export[];
  /** Lines of each named function, nested ones included. */
  readonly functions: readonly { readonly name: string; readonly lines: number }[];
}

const root = resolve(positionals[0] ?? ".", "src");
const files = readdirSync(root, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".ts"))
  .map((name) => readSource(name.split(sep).join("/")));
const entries = files.filter(
  ({ path }) => !path.includes("/") || path.startsWith("entries/") || path === "serve/index.ts",
);
const publicNames = findPublicNames();

if (flags.sample === undefined) report();
else drawSample(Number(flags.sample), Number(flags.seed));

function drawSample(count: number, seed: number): void {
  const paths = files.map(({ path }) => path).sort();
  console.log(shuffle(paths, createRandom(seed, "house")).slice(0, count).join("\n"));
}

function report(): void {
  const lines = files.map((file) => file.lines).sort((a, b) => a - b);
  const importers = countImporters();
  const functions = files.flatMap(({ path, functions }) =>
    functions.map((each) => ({ path, ...each })),
  );
  const exports = files.flatMap(({ path, exports }) => exports.map((each) => ({ path, ...each })));
  const publicExports = exports.filter(({ name, path }) => publicNames.has(`${path}#${name}`));
  const callable = publicExports.filter(({ isCallable }) => isCallable);
  const undocumented = exports.filter(({ comment }) => comment === "");
  const withoutExample = callable.filter(({ comment }) => !comment.includes("@example"));
  const small = files.filter((file) => file.lines < 30);
  const single = files.filter(({ path }) => importers.get(path) === 1);
  const long = files.filter((file) => file.lines > 250);
  const longFunctions = functions.filter((each) => each.lines > 60);
  const cycles = findImportCycles();
  const duplicateNames = findDuplicateNames();
  const figures = {
    files: files.length,
    medianLines: lines[lines.length >> 1],
    maximumLines: lines.at(-1),
    filesOver250Lines: long.length,
    filesUnder30Lines: small.length,
    filesWithOneImporter: single.length,
    functions: functions.length,
    functionsOver60Lines: longFunctions.length,
    exportsWithTsDoc: share(exports.length - undocumented.length, exports.length),
    publicExports: publicExports.length,
    publicFunctionsAndClassesWithExample: share(
      callable.length - withoutExample.length,
      callable.length,
    ),
    importCycles: cycles.length,
    namesExportedByTwoFiles: duplicateNames.length,
  };
  if (flags.json === true) return console.log(JSON.stringify(figures, undefined, 2));
  for (const [name, value] of Object.entries(figures)) console.log(`${name.padEnd(38)} ${value}`);
  if (flags.list !== true) return;
  const show = (title: string, rows: readonly string[]) =>
    rows.length > 0 && console.log(`\n${title}\n${rows.map((row) => `  ${row}`).join("\n")}`);
  show(
    "Files over 250 lines",
    long.map(({ path, lines }) => `${path} (${lines})`),
  );
  show(
    "Files under 30 lines",
    small.map(({ path, lines }) => `${path} (${lines}, ${importers.get(path) ?? 0} importers)`),
  );
  show(
    "Functions over 60 lines",
    longFunctions.map(({ path, name, lines }) => `${path}: ${name} (${lines})`),
  );
  show(
    "Exports without a doc comment",
    undocumented.map(({ path, name }) => `${path}: ${name}`),
  );
  show(
    "Public functions and classes without an example",
    withoutExample.map(({ path, name }) => `${path}: ${name}`),
  );
  show(
    "Import cycles",
    cycles.map((cycle) => cycle.join(", ")),
  );
  show("Names exported by two files", duplicateNames);
}

function share(part: number, whole: number): string {
  return `${part} of ${whole} (${whole === 0 ? 100 : Math.round((100 * part) / whole)}%)`;
}

function countImporters(): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { imports } of files) {
    for (const to of new Set(imports)) counts.set(to, (counts.get(to) ?? 0) + 1);
  }
  return counts;
}

function findDuplicateNames(): string[] {
  const places = new Map<string, string[]>();
  for (const { path, exports } of files) {
    for (const { name } of exports) places.set(name, [...(places.get(name) ?? []), path]);
  }
  return [...places]
    .filter(([, paths]) => paths.length > 1)
    .map(([name, paths]) => `${name}: ${paths.join(", ")}`);
}

/** `path#name` of every declaration that an entry file re-exports. */
function findPublicNames(): Set<string> {
  const found = new Set<string>();
  for (const { path } of entries) {
    const source = ts.createSourceFile(
      path,
      readFileSync(join(root, path), "utf8"),
      ts.ScriptTarget.Latest,
    );
    for (const statement of source.statements) {
      if (!ts.isExportDeclaration(statement) || statement.moduleSpecifier === undefined) continue;
      const to = toPath(path, (statement.moduleSpecifier as ts.StringLiteral).text);
      const clause = statement.exportClause;
      if (to === undefined || clause === undefined || !ts.isNamedExports(clause)) continue;
      for (const { name, propertyName } of clause.elements)
        found.add(`${to}#${(propertyName ?? name).text}`);
    }
  }
  return found;
}

/** Groups of files that import each other, directly or through further files; type-only imports count. */
function findImportCycles(): string[][] {
  const imports = new Map(files.map(({ path, imports }) => [path, imports]));
  const reach = (from: string): Set<string> => {
    const seen = new Set<string>();
    const queue = [...(imports.get(from) ?? [])];
    for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
      if (seen.has(next)) continue;
      seen.add(next);
      queue.push(...(imports.get(next) ?? []));
    }
    return seen;
  };
  const inCycles = files.map(({ path }) => path).filter((path) => reach(path).has(path));
  const groups: string[][] = [];
  for (const path of inCycles) {
    const group = groups.find(
      ([first]) => first !== undefined && reach(first).has(path) && reach(path).has(first),
    );
    if (group === undefined) groups.push([path]);
    else group.push(path);
  }
  return groups;
}

function toPath(from: string, specifier: string): string | undefined {
  if (!specifier.startsWith(".")) return undefined;
  const path = join(dirname(from), specifier.replace(/\.js$/, ".ts")).split(sep).join("/");
  return existsSync(join(root, path)) ? path : undefined;
}

function readSource(path: string): SourceFile {
  const text = readFileSync(join(root, path), "utf8");
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const imports: string[] = [];
  const functions: { name: string; lines: number }[] = [];
  const lineOf = (position: number) => source.getLineAndCharacterOfPosition(position).line;
  const visit = (node: ts.Node) => {
    const specifier = specifierOf(node);
    const to = specifier === undefined ? undefined : toPath(path, specifier);
    if (to !== undefined) imports.push(to);
    const name = functionName(node);
    if (name !== undefined)
      functions.push({ name, lines: lineOf(node.end) - lineOf(node.getStart()) + 1 });
    ts.forEachChild(node, visit);
  };
  visit(source);
  const lines = text.split("\n").length - 1;
  return { path, lines, imports, functions, exports: source.statements.flatMap(exportsOf) };
}

function specifierOf(node: ts.Node): string | undefined {
  const literal =
    ts.isImportDeclaration(node) || ts.isExportDeclaration(node)
      ? node.moduleSpecifier
      : ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword
        ? node.arguments[0]
        : ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)
          ? node.argument.literal
          : undefined;
  return literal !== undefined && ts.isStringLiteral(literal) ? literal.text : undefined;
}

function functionName(node: ts.Node): string | undefined {
  if ((ts.isFunctionDeclaration(node) || ts.isMethodDeclaration(node)) && node.body !== undefined) {
    return node.name?.getText() ?? "default";
  }
  const isFunction = ts.isArrowFunction(node) || ts.isFunctionExpression(node);
  return isFunction && ts.isVariableDeclaration(node.parent)
    ? node.parent.name.getText()
    : undefined;
}

function exportsOf(statement: ts.Statement): Export[] {
  const isExported =
    ts.canHaveModifiers(statement) &&
    ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) === true;
  if (!isExported) return [];
  const comment = ts
    .getJSDocCommentsAndTags(statement)
    .map((each) => each.getText())
    .join("\n");
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.map(({ name }) => ({
      name: name.getText(),
      isCallable: false,
      comment,
    }));
  }
  const { name } = statement as ts.DeclarationStatement;
  const isCallable = ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement);
  return name === undefined ? [] : [{ name: name.getText(), isCallable, comment }];
}
