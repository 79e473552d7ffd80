import { html, type Html } from "../html.js";

/** A cell: its text, and the number by which it is sorted, null for the last place. */
export type Cell = readonly [text: string, value: number | null];

/** Options of {@link sortableTable}. */
interface TableOptions {
  readonly caption: string | Html;
  /** The first one is that of names. */
  readonly columns: readonly [string, ...string[]];
  readonly rows: readonly { readonly name: string; readonly cells: readonly Cell[] }[];
}

/**
 * A table that the script of the page makes sortable. Where it does not fit, each row is a card with the columns' names; roles keep it a table
 * for assistive technology.
 */
export function sortableTable({ caption, columns, rows }: TableOptions): Html {
  const [, ...labels] = columns;
  return html`<table role="table" data-sortable>
    <caption>
      ${caption}
    </caption>
    <thead role="rowgroup">
      <tr role="row">
        ${columns.map((name) => html`<th scope="col" role="columnheader">${name}</th>`)}
      </tr>
    </thead>
    <tbody role="rowgroup">
      ${rows.map(({ name, cells }) => tableRow(name, cells, labels))}
    </tbody>
  </table>`;
}

function tableRow(name: string, cells: readonly Cell[], labels: readonly string[]): Html {
  return html`<tr role="row">
    <th scope="row" role="rowheader">${name}</th>
    ${cells.map(([text, value], index) => dataCell(text, value, labels[index] ?? ""))}
  </tr>`;
}

function dataCell(text: string, value: number | null, label: string): Html {
  // On a phone, long texts have a line of their own.
  const kind = text.length + label.length > 18 ? "wide-cell" : "";
  return html`<td role="cell" class="${kind}" data-label="${label}" data-value="${value ?? ""}">
    ${text}
  </td>`;
}
