import ts from "typescript";

/** A block of TypeScript of a Markdown page. */
export interface CodeBlock {
  /** Line of its first line of code in the page, from 1. */
  readonly line: number;
  readonly code: string;
  /** False after a comment `<!-- not run: REASON -->`: it is type-checked only. */
  readonly isRun: boolean;
}

/** Code that a page does not show: what its examples stand on, in a comment `<!-- setup ... -->`. */
const SETUP = /^<!-- setup\n(?<code>[^]*?)\n-->$/gm;
const NOT_RUN = /<!-- not run: [^\n]+ -->\n+$/;
const BLOCK = /^```ts\n(?<code>[^]*?)\n```$/gm;

/** The TypeScript of a page, in its order. */
export function readCodeBlocks(page: string): CodeBlock[] {
  const found = [SETUP, BLOCK].flatMap((pattern) => [...page.matchAll(pattern)]);
  return found
    .toSorted((first, second) => first.index - second.index)
    .map((match) => {
      const before = page.slice(0, match.index);
      return {
        line: before.split("\n").length + 1,
        code: match.groups?.["code"] ?? "",
        isRun: !NOT_RUN.test(before),
      };
    });
}

/** A page's code as one module. */
export interface PageModule {
  readonly text: string;
  /** The line of the page that a line of the module comes from, both from 1. */
  lineOf(line: number): number;
}

/**
 * Joins the blocks: their imports come first, and each block can use and declare again the names of those before it, as a reader
 * would.
 */
export function toPageModule(blocks: readonly CodeBlock[]): PageModule {
  const imports = new Map<string, number>();
  const lines: Line[] = [];
  for (const { code, line, isRun } of blocks) {
    lines.push({ text: isRun ? "{" : "void (async () => {", from: line });
    for (const [index, text] of splitImports(code, imports, line).entries()) {
      lines.push({ text, from: line + index });
    }
    if (!isRun) lines.push({ text: "});", from: line });
  }
  const ends = blocks.filter(({ isRun }) => isRun).map(({ line }) => ({ text: "}", from: line }));
  const head = [...imports].map(([text, from]) => ({ text, from }));
  const all: readonly Line[] = [...head, ...lines, ...ends];
  return {
    text: `${all.map(({ text }) => text).join("\n")}\n`,
    lineOf: (line) => all[line - 1]?.from ?? 0,
  };
}

interface Line {
  readonly text: string;
  /** Line of the page. */
  readonly from: number;
}

/** The lines of a block without its imports, which are added to `imports`, and without `export`. */
function splitImports(code: string, imports: Map<string, number>, line: number): string[] {
  const { statements } = ts.createSourceFile("block.ts", code, ts.ScriptTarget.Latest, true);
  let rest = code;
  for (const statement of statements) {
    if (!ts.isImportDeclaration(statement)) continue;
    const text = statement.getText();
    const at = line + code.slice(0, statement.getStart()).split("\n").length - 1;
    for (const single of splitNames(statement, text))
      if (!imports.has(single)) imports.set(single, at);
    rest = rest.replace(text, text.replace(/[^\n]+/g, ""));
  }
  return rest.replace(/^export (?=const|function|class|async)/gm, "").split("\n");
}

/** One import per name, so that two blocks may import the same name. */
function splitNames(
  { importClause, moduleSpecifier }: ts.ImportDeclaration,
  text: string,
): string[] {
  const named = importClause?.namedBindings;
  if (named === undefined || !ts.isNamedImports(named)) return [text.replaceAll("\n", " ")];
  const isTypeOnly = importClause?.isTypeOnly === true;
  return named.elements.map((element) => {
    const name = `${element.isTypeOnly || isTypeOnly ? "type " : ""}${element.getText().replace(/^type /, "")}`;
    return `import { ${name} } from ${moduleSpecifier.getText()};`;
  });
}
