import { convertToOpenAITool } from "@langchain/core/utils/function_calling";
import { describe, expect, it } from "vitest";
import { createTools } from "../../src/tools/create-tools.js";
import { dailyInteractions, fitTinyShop, tinyShop } from "../support/tiny-shop.js";
import { HOSTILE_TITLE } from "../support/hostile.js";
import { createToolbox, task } from "./support.js";

const ALL = ["lookup_user_history", "search_neighbors", "translate_evidence"];

const questions = [
  { tool: "lookup_user_history", given: { user_id: "u1", window: "all", limit: 1000 } },
  { tool: "search_neighbors", given: { kind: "user", id: "u1", k: 50 } },
  { tool: "search_neighbors", given: { kind: "item", id: "a", k: 50 } },
  { tool: "translate_evidence", given: { user_id: "u1", item_id: "candidates", focus: "all" } },
];

describe("createTools", () => {
  it("returns exactly three tools, without those that are disabled", async () => {
    expect((await createToolbox()).names).toEqual(ALL);
    expect((await createToolbox({ neighbors: false })).names).toEqual([ALL[0], ALL[2]]);
    expect((await createToolbox({ evidence: false })).names).toEqual([ALL[0], ALL[1]]);
  });

  it("has only scalar parameters with descriptions, which every trainer's schema preserves", async () => {
    const tools = createTools({ index: await fitTinyShop(), dataset: tinyShop });
    for (const { function: definition } of tools.map((one) => convertToOpenAITool(one))) {
      const { properties, required } = definition.parameters as {
        properties: Record<string, Record<string, unknown>>;
        required: string[];
      };
      expect(required).toEqual(Object.keys(properties));
      for (const { minimum, maximum, ...parameter } of Object.values(properties)) {
        expect(["string", "integer"]).toContain(parameter["type"]);
        expect(Object.keys(parameter)).toEqual(expect.arrayContaining(["type", "description"]));
        expect(["type", "description", "enum"]).toEqual(
          expect.arrayContaining(Object.keys(parameter)),
        );
        // Some trainers drop bounds, so the description repeats them.
        if (minimum !== undefined) {
          expect(parameter["description"]).toContain(`${String(minimum)} to ${String(maximum)}.`);
        }
      }
    }
  });

  it.each(questions)("answers with text: $tool $given", async ({ tool, given }) => {
    const { ask } = await createToolbox();
    expect(await ask(tool, given)).toBeTypeOf("string");
  });

  it.each(questions)("returns the same answer again: $tool $given", async ({ tool, given }) => {
    const { ask } = await createToolbox();
    const once = await ask(tool, given);
    expect(await ask(tool, given)).toBe(once);
    expect(await (await createToolbox()).ask(tool, given)).toBe(once);
  });

  it.each(questions)(
    "keeps hostile titles within their line: $tool $given",
    async ({ tool, given }) => {
      const items = new Map(
        [...tinyShop.items].map(([id]) => [
          id,
          { id, title: HOSTILE_TITLE, categories: [HOSTILE_TITLE] },
        ]),
      );
      const { ask } = await createToolbox({ dataset: { ...tinyShop, items } });
      const text = String(await ask(tool, given));
      const plain = String(await (await createToolbox()).ask(tool, given));
      expect(text.split(/[\n\r\u2028\u2029]/)).toHaveLength(plain.split("\n").length);
      expect(text).not.toMatch(/<[/|a-z]/i);
    },
  );

  it("keeps hostile ids within their line", async () => {
    const { ask } = await createToolbox();
    const userId = HOSTILE_TITLE;
    const hostile = { ...task, userId, history: dailyInteractions(userId, ["a", "b"]) };
    for (const { tool, given } of questions) {
      const asked = { ...given, ...("user_id" in given ? { user_id: userId } : { id: userId }) };
      const text = String(await ask(tool, asked, { task: hostile }));
      expect(text).not.toMatch(/<[/|a-z]|^## /im);
    }
  });

  it("rejects invalid arguments with the name of the parameter", async () => {
    const { ask } = await createToolbox();
    const asking = ask("search_neighbors", { kind: "user", id: "u1", k: 51 });
    await expect(asking).rejects.toThrow(/k[\s\S]*50|50[\s\S]*k/);
  });
});
