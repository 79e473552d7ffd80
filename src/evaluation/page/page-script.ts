/**
 * Script of the report page: the headers of tables become buttons that sort. Numbers are sorted from high to low first, names from A to Z; empty
 * cells stay last.
 */
export const REPORT_SCRIPT = `
"use strict";
for (const table of document.querySelectorAll("table[data-sortable]")) {
  const heads = [...table.tHead.rows[0].cells];
  const body = table.tBodies[0];
  const rows = [...body.rows];
  const keyOf = (row, column) => row.cells[column].dataset.value ?? row.cells[column].textContent;
  heads.forEach((head, column) => {
    const isNumeric = rows.every((row) => !Number.isNaN(Number(keyOf(row, column))));
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const first = isNumeric ? "descending" : "ascending";
      const second = isNumeric ? "ascending" : "descending";
      const order = head.getAttribute("aria-sort") === first ? second : first;
      for (const other of heads) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", order);
      const sign = order === "ascending" ? 1 : -1;
      const compare = (one, other) => {
        const [a, b] = [keyOf(one, column), keyOf(other, column)];
        if (a === "" || b === "") return Number(a === "") - Number(b === "");
        return sign * (isNumeric ? Number(a) - Number(b) : a.localeCompare(b, "en"));
      };
      body.append(...rows.toSorted(compare));
    });
  });
}
`;
