import ts from "typescript";

/** Printed after the last cell, so that a cell that ends the process early is detected. */
export const DONE = "(every cell has run)";

/** A notebook as one module. Cells share its scope, so they cannot declare a name twice. */
export interface NotebookModule {
  readonly text: string;
  /** Cell and line in the notebook of a line of the module, from 1. */
  placeOf(line: number): string;
}

/**
 * @param cells - The sources of the code cells.
 * @param show - Module of the function `show`, which is called with the last value of every cell.
 */
export function toModule(cells: readonly string[], show: string): NotebookModule {
  const head = `import { show as __show } from ${JSON.stringify(show)};`;
  const parts = [head, ...cells.map(showLastValue), `console.log(${JSON.stringify(DONE)});`];
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
