import type { EvidenceCell, EvidenceView } from "../../serve/traces/view/run-view.js";
import { formatLift } from "../../text/evidence-reading.js";
import { Scroll } from "../scroll.js";
import { Text } from "../text.js";
import { Item } from "./item.js";

/** A table of evidence: the stronger, the deeper the color. */
export function EvidenceTable({ table }: { readonly table: EvidenceView }) {
  const { headline, columns, rows } = table;
  return (
    <>
      <p class="quiet">
        <Text value={headline} />
      </p>
      <Scroll label="Evidence">
        <table class={`evidence${columns.length > NARROW ? "" : " narrow"}`}>
          <thead>
            <tr>
              <th scope="col">candidate</th>
              {columns.map(({ kind, label, meaning, base }) => (
                <th key={kind} scope="col" title={meaning}>
                  {label}
                  {base !== null && <small>of {base}</small>}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ itemId, cells }) => (
              <tr key={itemId}>
                <th scope="row">
                  <Item id={itemId} />
                </th>
                {cells.map((cell, at) => (
                  <Cell key={at} cell={cell} />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      <p class="quiet">
        count, times what chance would give, #rank among the items that are new to the user
      </p>
    </>
  );
}

/** Up to this number of columns, a cell has one line. */
const NARROW = 6;

/** Ranks up to these have the colors from the deepest on. */
const GRADES = [25, 100, 300];

function Cell({ cell }: { readonly cell: EvidenceCell | null }) {
  if (cell === null) return <td />;
  const { value, lift, rank } = cell;
  const grade = rank === null ? -1 : GRADES.findIndex((limit) => rank <= limit);
  return (
    <td class={grade === -1 ? "" : `grade-${grade}`}>
      {value !== null && <span class="value">{value}</span>}
      {lift !== null && <span class="lift">{formatLift(lift)}×</span>}
      {rank !== null && <span class="place">#{rank}</span>}
    </td>
  );
}
