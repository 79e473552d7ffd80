import type { EvidenceCell, EvidenceView } from "../../serve/traces/view/run-view.js";
import { formatLift } from "../../text/evidence-reading.js";
import { Scroll } from "../scroll.js";
import { Text } from "../text.js";
import { CellDetails } from "./cell-details.js";
import { Item } from "./item.js";
import { isOpened, openedCell } from "./opened-cell.js";

interface TableProps {
  readonly table: EvidenceView;
  /** Position of the tool answer. */
  readonly step: number;
}

/** A table of evidence: the stronger, the deeper the color. A number opens what is behind it, below its row. */
export function EvidenceTable({ table, step }: TableProps) {
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
            {rows.map((row) => (
              <Row key={row.itemId} row={row} columns={columns} step={step} />
            ))}
          </tbody>
        </table>
      </Scroll>
      <p class="quiet">
        count, times what chance would give, #rank among the items that are new to the user; click a
        number for the interactions behind it
      </p>
    </>
  );
}

interface RowProps {
  readonly row: EvidenceView["rows"][number];
  readonly columns: EvidenceView["columns"];
  readonly step: number;
}

function Row({ row: { itemId, cells }, columns, step }: RowProps) {
  const placeOf = (kind: string) => ({ step, item: itemId, kind });
  const open = columns.find(({ kind }) => isOpened(placeOf(kind)));
  return (
    <>
      <tr>
        <th scope="row">
          <Item id={itemId} />
        </th>
        {columns.map(({ kind, label }, at) => (
          <Cell
            key={kind}
            cell={cells[at] ?? null}
            label={label}
            isOpen={open?.kind === kind}
            onToggle={() => (openedCell.value = open?.kind === kind ? undefined : placeOf(kind))}
          />
        ))}
      </tr>
      {open !== undefined && (
        <tr class="behind">
          <td colSpan={columns.length + 1}>
            <CellDetails key={open.kind} item={itemId} column={open} step={step} />
          </td>
        </tr>
      )}
    </>
  );
}

/** Up to this number of columns, a cell has one line. */
const NARROW = 6;

/** Ranks up to these have the colors from the deepest on. */
const GRADES = [25, 100, 300];

interface CellProps {
  readonly cell: EvidenceCell | null;
  readonly label: string;
  readonly isOpen: boolean;
  readonly onToggle: () => void;
}

function Cell({ cell, label, isOpen, onToggle }: CellProps) {
  if (cell === null) return <td />;
  const { value, lift, rank } = cell;
  const grade = rank === null ? -1 : GRADES.findIndex((limit) => rank <= limit);
  return (
    <td class={grade === -1 ? "" : `grade-${grade}`}>
      <button type="button" class="cell" title={label} aria-expanded={isOpen} onClick={onToggle}>
        {value !== null && <span class="value">{value}</span>}
        {lift !== null && <span class="lift">{formatLift(lift)}×</span>}
        {rank !== null && <span class="place">#{rank}</span>}
      </button>
    </td>
  );
}
