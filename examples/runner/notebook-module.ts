import ts from "typescript";

/** A notebook as one module. Cells share its scope, so they cannot declare a name twice. */
export interface NotebookModule {
  readonly text: string;
  /** Cell and line in the notebook of a line of the module, from 1. */
  placeOf(line: number): string;
}

/**
 * @param cells - The sources of the code cells.
 * @param capture - Path of the module `capture.ts`, which collects what the cells display.
 */
export function toModule(cells: readonly string[], capture: string): NotebookModule {
  const names = "begin as __begin, end as __end, show as __show";
  const head = `import { ${names} } from ${JSON.stringify(capture)};`;
  // On the first line of the cell, so that lines can be counted.
  const parts = [head, ...cells.map((cell) => `__begin();${showLastValue(cell)}`), "__end();"];
  const starts = parts.map((_, position) => parts.slice(0, position).join("\n").split("\n").length);
  return {
    text: `${parts.join("\n")}\n`,
    placeOf(line) {
      const cell = starts.findLastIndex((start) => start < line);
      return `code cell ${cell}, line ${line - (starts[cell] ?? 0)}`;
    },
  };
}

function showLastValue(cell: string): string {
  const { statements } = ts.createSourceFile("cell.ts", cell, ts.ScriptTarget.Latest, true);
  const last = statements.at(-1);
  if (last === undefined || !ts.isExpressionStatement(last)) return cell;
  const before = cell.slice(0, last.getStart());
  return `${before}__show(${last.expression.getText()});${cell.slice(last.end)}`;
}
