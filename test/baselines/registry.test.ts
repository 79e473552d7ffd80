import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { BASELINES } from "../../src/baselines/registry.js";
import { fitCollaborativeIndex } from "../../src/collaborative/collaborative-index.js";
import { fitInteractions } from "../../src/data/split-targets.js";
import { createTasks, visible } from "../../src/data/tasks.js";
import { colorBoard } from "./colors.js";

const baselines = [...BASELINES.values()];

describe("BASELINES", () => {
  it("has the entries of the table in docs/evaluation.md, in its order", async () => {
    const text = await readFile("docs/evaluation.md", "utf8");
    const [, section = ""] = text.split("## Baselines\n");
    const rows = section
      .split("\n## ")[0]!
      .matchAll(/^\| `([^`]+)` \| ([^|]+) \|.*\| (yes|no) \|$/gm);
    expect([...rows].map(([, name, needs, isCeiling]) => ({ name, needs, isCeiling }))).toEqual(
      baselines.map(({ name, needs, isCeiling }) => ({
        name,
        needs,
        isCeiling: isCeiling ? "yes" : "no",
      })),
    );
  });

  it("marks every ceiling in its note", () => {
    for (const { isCeiling, note = "" } of baselines) {
      expect(note.startsWith("a ceiling, not a competitor")).toBe(isCeiling);
    }
  });

  it.each(baselines.filter(({ needs }) => needs !== "training"))(
    "fits $name, whose policy has the same name and ranks all candidates",
    async ({ name, fit }) => {
      const dataset = colorBoard();
      const sequences = fitInteractions(dataset, "test");
      const index = await fitCollaborativeIndex({ sequences, items: dataset.items.keys() });
      const [task] = createTasks(dataset, { split: "test", limit: 1 }).tasks;
      const { policy } = await fit({ dataset, split: "test", index, seed: 1 });
      expect(policy.name).toBe(name);
      const { scores, ranking } = await policy.rank(visible(task!));
      expect(scores?.length ?? ranking?.length).toBe(20);
    },
  );

  it("rejects EASE on an index without it", async () => {
    const dataset = colorBoard();
    const sequences = fitInteractions(dataset, "test");
    const index = await fitCollaborativeIndex({ sequences, items: dataset.items.keys() });
    const context = { dataset, split: "test", index: { ...index, ease: null }, seed: 1 } as const;
    expect(() => BASELINES.get("ease")!.fit(context)).toThrow(/EASE was not fitted: 120 items/);
  });
});
