import { parseItem } from "../../text/item-line.js";
import type { Item } from "../../types.js";
import type { Trajectory } from "../trajectory.js";
import type { Page } from "./page.js";

/** The candidates as the opening lists them, by id. */
export function candidatesOf({ prompt }: Trajectory): Map<string, Item> {
  const lines = prompt.flatMap(({ content }) => content.split("\n"));
  const items = lines.flatMap((line) => (line.startsWith("- [") ? (parseItem(line) ?? []) : []));
  return new Map(items.map((item) => [item.id, item]));
}

/** `[50] "Star Wars (1977)"`, or the id alone where the title is not known. */
export function nameItem(id: string, items: ReadonlyMap<string, Item>): string {
  const title = items.get(id)?.title;
  return title === undefined ? `[${id}]` : `[${id}] ${title}`;
}

/** Which execution this is, and what it was about. */
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
  page.write(sketchOf(trajectory), { indent: 2 });
  const items = candidatesOf(trajectory);
  const names = task.candidates.map((candidate) => nameItem(candidate, items));
  page.write(`${names.length} candidates: ${names.join(", ")}`, { indent: 2 });
}

function writePrompt(page: Page, { prompt }: Trajectory): void {
  for (const { role, content } of prompt) page.write(`${role}: ${content}`, { indent: 2 });
}

/** What the opening says of the user's history. */
function sketchOf({ prompt }: Trajectory): string {
  const lines = prompt.flatMap(({ content }) => content.split("\n"));
  return lines
    .filter((line) => /^(?:Earlier choices|Latest choices|Categories of )/.test(line))
    .join("\n");
}
