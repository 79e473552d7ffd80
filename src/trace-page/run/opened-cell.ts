import { signal } from "@preact/signals";
import type { RunView } from "../../serve/traces/view/run-view.js";
import { replace } from "../state.js";

/** A number of an evidence table. */
export interface OpenedCell {
  /** Position of the tool answer. */
  readonly step: number;
  readonly item: string;
  readonly kind: string;
}

/** The number whose interactions are shown; undefined for none. */
export const openedCell = signal<OpenedCell | undefined>(undefined);

/** True for the number that is open. */
export function isOpened({ step, item, kind }: OpenedCell): boolean {
  const opened = openedCell.value;
  return opened?.step === step && opened.item === item && opened.kind === kind;
}

/** The strongest number for an item that counts what users did; undefined if no agent read one. */
export function findStrongest({ steps }: RunView, item: string): OpenedCell | undefined {
  let best: OpenedCell | undefined;
  let bestRank = Infinity;
  for (const [step, { evidence }] of steps.entries()) {
    const cells = evidence?.rows.find(({ itemId }) => itemId === item)?.cells ?? [];
    for (const [at, { kind, base }] of (evidence?.columns ?? []).entries()) {
      const rank = cells[at]?.rank ?? Infinity;
      const isOfUsers = base !== null && !kind.startsWith("categories");
      if (!isOfUsers || rank >= bestRank) continue;
      best = { step, item, kind };
      bestRank = rank;
    }
  }
  return best;
}

/** Opens a number and scrolls to it. */
export function openCell(cell: OpenedCell): void {
  openedCell.value = cell;
  replace({ step: cell.step });
  // The row of the interactions is drawn first.
  setTimeout(() => {
    const row = document.querySelector(`#step-${cell.step} .details`);
    row?.scrollIntoView({ block: "center" });
  });
}
