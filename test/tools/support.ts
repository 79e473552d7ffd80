import { createTools, type CreateToolsOptions } from "../../src/tools/create-tools.js";
import type { Dataset, VisibleTask } from "../../src/types.js";
import { dailyInteractions, fitTinyShop, tinyShop } from "../support/tiny-shop.js";

/** A task of user u1, who chose a, b and c a day apart; the index has seen just that. */
export const task: VisibleTask = {
  id: "tiny/classic/test/u1/3/0/1",
  dataset: "tiny",
  scenario: "classic",
  split: "test",
  draw: 0,
  seed: 1,
  userId: "u1",
  history: dailyInteractions("u1", ["a", "b", "c"]),
  candidates: ["d", "e", "f"],
};

export interface Toolbox {
  readonly names: readonly string[];
  /** The answer of one tool, with the task in the run's context unless `asked.task` is null. */
  ask(
    name: string,
    given: Readonly<Record<string, unknown>>,
    asked?: { readonly task?: VisibleTask | null; readonly state?: object },
  ): Promise<unknown>;
}

/** The tools over the tiny shop, or over another catalogue of the same ids. */
export async function createToolbox({
  dataset = tinyShop,
  ...options
}: Partial<Omit<CreateToolsOptions, "index">> & {
  readonly dataset?: Pick<Dataset, "items" | "clock">;
} = {}): Promise<Toolbox> {
  const tools = createTools({ index: await fitTinyShop(), dataset, ...options });
  return {
    names: tools.map(({ name }) => name),
    async ask(name, given, { task: inHand = task, state } = {}) {
      const runtime = { context: inHand === null ? {} : { task: inHand }, ...(state && { state }) };
      return tools.find((tool) => tool.name === name)!.invoke(given, runtime);
    },
  };
}
