import { compareMarked, toggleMark } from "./compare/marked.js";
import { go, isHelpOpen, replace, route } from "./state.js";
import { neighborOf, runAt, selected, summary } from "./runs.js";
import { currentRun } from "./run/current-run.js";

/** Keys and what they do, as the help lists them. */
export const KEYS = [
  ["j, k", "next and previous run in the list, step in a run, or difference of two runs"],
  ["Enter", "open the marked run"],
  ["→, ←", "next and previous run"],
  ["n, N", "next and previous hit of the search"],
  ["x, c", "mark the run to compare it, and compare two marked runs"],
  ["h", "the model call with the most tokens"],
  ["/", "search in all text"],
  ["Esc", "close, or back to the list"],
  ["?", "this help"],
] as const;

/** Handles the keys of {@link KEYS}. Keys for a control, or with Ctrl, Alt or Meta, are left to the browser. */
export function listenToKeys(): void {
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { target, key } = event;
    const isTyping = target instanceof HTMLElement && target.matches("input, select, textarea");
    if (key === "Escape") {
      if (isTyping) target.blur();
      else escape();
      return;
    }
    if (isTyping) return;
    const isOnControl =
      target instanceof HTMLElement && target.matches("button, a, summary, [tabindex]");
    if (key === "Enter" && isOnControl) return;
    if (handle(key)) event.preventDefault();
  });
}

function escape(): void {
  if (isHelpOpen.value) isHelpOpen.value = false;
  else if (route.value.run !== undefined || route.value.compare !== undefined) go({});
}

function handle(key: string): boolean {
  const { run, compare } = route.value;
  if (key === "/") focusSearch();
  else if (key === "?") isHelpOpen.value = !isHelpOpen.value;
  else if (key === "n" || key === "N") goToHit(key === "n" ? 1 : -1);
  else if (compare !== undefined) return handleInComparison(key);
  else if (run === undefined) return handleInList(key);
  else return handleInRun(key, run);
  return true;
}

function focusSearch(): void {
  const input = document.getElementById("search");
  if (input instanceof HTMLInputElement) input.select();
}

function handleInList(key: string): boolean {
  const last = (summary.value?.totals.runs ?? 0) - 1;
  if (key === "j") selected.value = Math.min(last, selected.value + 1);
  else if (key === "k") selected.value = Math.max(0, selected.value - 1);
  else if (key === "Enter") {
    const run = runAt(selected.value);
    if (run !== undefined && run.id !== "") go({ run: run.key });
  } else if (key === "x") {
    const run = runAt(selected.value);
    if (run !== undefined && run.id !== "") toggleMark(run.key);
  } else if (key === "c") compareMarked();
  else return false;
  return true;
}

function handleInComparison(key: string): boolean {
  if (key !== "j" && key !== "k") return false;
  stepThrough(".pair:not(.equal)", key === "j" ? 1 : -1);
  return true;
}

function handleInRun(key: string, run: string): boolean {
  const steps = currentRun.value?.view.steps.length ?? 0;
  const { step } = route.value;
  if (key === "j") goToStep(step === undefined ? 0 : Math.min(steps - 1, step + 1));
  else if (key === "k") goToStep(Math.max(0, (step ?? 0) - 1));
  else if (key === "ArrowRight" || key === "ArrowLeft")
    void goToNeighbor(run, key === "ArrowRight" ? 1 : -1);
  else if (key === "h") goToHeaviest();
  else return false;
  return true;
}

/** Makes a step the current one and scrolls to it. */
export function goToStep(step: number): void {
  replace({ step });
  document.getElementById(`step-${step}`)?.scrollIntoView({ block: "start" });
}

/** Opens the run before or after another. */
export async function goToNeighbor(run: string, step: 1 | -1): Promise<void> {
  const id = await neighborOf(run, step);
  if (id !== undefined) go({ run: id });
}

/** Goes to the step that the model call with the most tokens led to. */
export function goToHeaviest(): void {
  const heaviest = currentRun.value?.heaviest;
  if (heaviest !== undefined) goToStep(heaviest);
}

/** Goes to the next or previous place of the text that is searched for. */
function goToHit(step: 1 | -1): void {
  stepThrough("mark", step);
}

/** Makes the next or previous of some elements the current one, and scrolls to it. After the last comes the first. */
function stepThrough(selector: string, step: 1 | -1): void {
  const found = [...document.querySelectorAll(selector)];
  if (found.length === 0) return;
  const at = found.findIndex((one) => one.classList.contains("current"));
  const next = ((at === -1 ? (step === 1 ? -1 : 0) : at) + step + found.length) % found.length;
  for (const [index, one] of found.entries()) one.classList.toggle("current", index === next);
  found[next]?.scrollIntoView({ block: "center" });
}
