import { tool } from "@langchain/core/tools";
import { afterEach, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { createSyntheticDataset } from "../../src/data/synthetic.js";
import { checkLeaks } from "../../src/tools/check-leaks.js";
import { createTools, TOOL_MODULES } from "../../src/tools/create-tools.js";
import { lookupUserHistory } from "../../src/tools/lookup-user-history.js";
import { fitTinyShop, tinyShop } from "../support/tiny-shop.js";
import { task } from "./support.js";

const dataset = createSyntheticDataset({ users: 60, items: 80, interactions: 1_200 });

describe("checkLeaks", () => {
  afterEach(() => vi.restoreAllMocks());

  it("compares every call of every tool for a task of each split", async () => {
    const progress = vi.fn();
    const report = await checkLeaks({ dataset, samples: 1, onProgress: progress });
    const calls = TOOL_MODULES.flatMap(({ leakCalls }) => leakCalls({ ...task, candidates: [] }));
    // A synthetic task has 20 candidates, and search_neighbors is called once for each.
    expect(report).toEqual({ tasks: 3, answers: 3 * (calls.length + 20), leaks: [] });
    expect(progress.mock.calls.map(([{ split }]) => split)).toEqual([
      "train",
      "validation",
      "test",
    ]);
  });

  it("reports a tool that answers from hidden interactions, with the first line that differs", async () => {
    vi.spyOn(lookupUserHistory, "create").mockImplementation((parts) => {
      const { interactions } = parts.dataset as typeof dataset;
      return tool(() => `same\n${interactions.length}`, {
        name: "lookup_user_history",
        schema: z.looseObject({}),
      });
    });
    const { leaks } = await checkLeaks({ dataset, samples: 1 });
    expect(leaks).toHaveLength(9); // three windows in three splits
    expect(new Set(leaks.map((leak) => leak.tool))).toEqual(new Set(["lookup_user_history"]));
    const { withHidden, withoutHidden } = leaks.at(-1)!;
    expect(withHidden).toBe(`${dataset.interactions.length}`);
    expect(withoutHidden).toBe(`${dataset.interactions.length - 1}`); // a test task hides one interaction
  });
});

describe("TOOL_MODULES", () => {
  it("names the tools that createTools returns, and offers calls that they accept", async () => {
    const tools = createTools({ index: await fitTinyShop(), dataset: tinyShop });
    expect(TOOL_MODULES.map(({ name }) => name)).toEqual(tools.map(({ name }) => name));
    for (const [position, { leakCalls }] of TOOL_MODULES.entries()) {
      const calls = leakCalls(task);
      expect(calls.length).toBeGreaterThan(0);
      for (const given of calls) {
        const answer = await tools[position]!.invoke(given, { context: { task } });
        expect(answer).toMatch(
          /^(?:User u1 has|The \d+ (?:users|items) nearest|Item \w+ has no|Evidence for)/,
        );
      }
    }
  });
});
