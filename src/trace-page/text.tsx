import { useSignal } from "@preact/signals";
import { safeText } from "../trajectory/print/safe-text.js";
import { searchText } from "./state.js";

/** Longer texts are cut, with a button that shows the rest: a browser needs minutes to lay out 10 MB. */
const SHOWN = 20_000;

/** Untrusted text: control characters and marks that reverse text are shown, and hits of the search are marked. */
export function Text({ value }: { readonly value: string }) {
  const isWhole = useSignal(false);
  const shown = isWhole.value ? value : value.slice(0, SHOWN);
  return (
    <>
      <Marked text={safeText(shown)} />
      {shown.length < value.length && (
        <button type="button" class="more" onClick={() => (isWhole.value = true)}>
          … show all {value.length.toLocaleString("en")} characters
        </button>
      )}
    </>
  );
}

function Marked({ text }: { readonly text: string }) {
  const wanted = searchText.value;
  if (wanted === "") return <>{text}</>;
  const lower = text.toLowerCase();
  const parts = [];
  let start = 0;
  // Lower case can have another length, as that of the Turkish İ has: such texts are not marked.
  if (lower.length === text.length) {
    for (let at = lower.indexOf(wanted); at !== -1; at = lower.indexOf(wanted, start)) {
      parts.push(text.slice(start, at), <mark>{text.slice(at, at + wanted.length)}</mark>);
      start = at + wanted.length;
    }
  }
  parts.push(text.slice(start));
  return <>{parts}</>;
}

/** A number with separators, or a dash for an unknown one. */
export function formatCount(value: number): string {
  return value < 0 ? "–" : value.toLocaleString("en");
}

/** `12k` or `1.3M` for a number of tokens. */
export function formatShort(value: number): string {
  if (value < 1000) return String(value);
  const [scaled, unit] = value < 1_000_000 ? [value / 1000, "k"] : [value / 1_000_000, "M"];
  return `${scaled < 10 ? scaled.toFixed(1) : scaled.toFixed(0)}${unit}`;
}

/** Milliseconds as `870 ms`, `2.4 s` or `3 min 5 s`. */
export function formatDuration(ms: number): string {
  if (ms < 0) return "–";
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  return `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1000)} s`;
}

/** `1 step`, `2 steps` */
export function plural(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? "" : "s"}`;
}
