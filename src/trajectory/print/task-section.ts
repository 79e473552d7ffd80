import { listCandidates, listHistoryLines } from "../../text/task-prompt.js";
import type { Item } from "../../types.js";
import type { Trajectory } from "../trajectory.js";
import { taskPromptOf } from "../task-prompt-of.js";
import type { Page } from "./page.js";

/** The candidates that the prompt lists, by id. */
export function candidatesOf(trajectory: Trajectory): Map<string, Item> {
  const items = listCandidates(taskPromptOf(trajectory) ?? "");
  return new Map(items.map((item) => [item.id, item]));
}

/** `[50] Star Wars (1977)`, or only `[50]` without a known title. */
export function nameItem(id: string, items: ReadonlyMap<string, Item>): string {
  const title = items.get(id)?.title;
  return title === undefined ? `[${id}]` : `[${id}] ${title}`;
}

/** Writes the identity of the execution, its task and the candidates. */
export function writeTask(page: Page, trajectory: Trajectory): void {
  const { id, source, sample, task, status, error } = trajectory;
  const { graph, models, temperature } = source;
  const heat = temperature === null ? "" : `, temperature ${temperature}`;
  page.write(id, { style: "bold" });
  page.write(`${graph} with ${models.join(", ") || "no model"}${heat}, sample ${sample}`);
  if (status !== "completed") page.write(`${status}: ${error ?? "no reason"}`, { style: "red" });
  if (trajectory.incomplete) {
    page.write("Work was done that the steps do not show.", { style: "yellow" });
  }
  page.gap();
  page.write("Task", { style: "bold" });
  if (task === null) return writePrompt(page, trajectory);
  const origin = task.synthetic ? `${task.dataset}, synthetic` : task.dataset;
  const { scenario, split, draw, seed } = task;
  page.write(
    `User ${task.userId} of ${origin} (${scenario}, ${split}, draw ${draw}, seed ${seed}).`,
    { indent: 2 },
  );
  const history = trajectory.prompt.flatMap(({ content }) => listHistoryLines(content));
  page.write(history.join("\n"), { indent: 2 });
  const items = candidatesOf(trajectory);
  const names = task.candidates.map((candidate) => nameItem(candidate, items));
  page.write(`${names.length} candidates: ${names.join(", ")}`, { indent: 2 });
}

function writePrompt(page: Page, { prompt }: Trajectory): void {
  for (const { role, content } of prompt) page.write(`${role}: ${content}`, { indent: 2 });
}
