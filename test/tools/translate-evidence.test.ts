import { beforeAll, describe, expect, it } from "vitest";
import { EVIDENCE_FOCUSES, kindsOfFocus } from "../../src/text/evidence-kinds.js";
import { parseEvidenceAnswer } from "../../src/text/evidence-answer.js";
import type { EvidenceTable } from "../../src/text/evidence-table.js";
import { createToolbox, task, type Toolbox } from "./support.js";

const TOOL = "translate_evidence";

let ask: Toolbox["ask"];
beforeAll(async () => ({ ask } = await createToolbox()));

/** The table of an answer. */
async function read(...[name, given, asked]: Parameters<Toolbox["ask"]>) {
  return parseEvidenceAnswer(String(await ask(name, given, asked)))?.table;
}

const idsOf = (table: EvidenceTable | undefined) => table?.rows.map(({ itemId }) => itemId);

describe("translate_evidence", () => {
  it("writes subject, legend and a row per candidate in the order of the task", async () => {
    const given = { user_id: "u1", item_id: "candidates", focus: "neighbors" };
    const text = String(await ask(TOOL, given));
    expect(text).toMatch(
      /^Evidence for user u1, focus neighbors\. Base: 5 users, 6 items, 3 of them new to the user\.\nColumns: .*\nn: .*\np: .*\nid\|nh\/\d\|n10\/\d\|p\/5\n/,
    );
    expect(idsOf(parseEvidenceAnswer(text)?.table)).toEqual(["d", "e", "f"]);
  });

  it.each(EVIDENCE_FOCUSES)("states the kinds of the focus %s", async (focus) => {
    const table = await read(TOOL, { user_id: "u1", item_id: "d", focus });
    expect(table?.stated).toEqual(kindsOfFocus(focus).map(({ id }) => id));
  });

  it("returns the same row for one item as for all candidates, and its title", async () => {
    const given = { user_id: "u1", focus: "all" };
    const all = await read(TOOL, { ...given, item_id: "candidates" });
    const reversed = { ...task, candidates: task.candidates.toReversed() };
    const again = await read(TOOL, { ...given, item_id: "candidates" }, { task: reversed });
    expect(again).toEqual({ ...all, rows: all?.rows.toReversed() });
    for (const row of all?.rows ?? []) {
      const one = { ...given, item_id: row.itemId };
      expect((await read(TOOL, one))?.rows).toEqual([row]);
      expect(await ask(TOOL, one)).toContain(`\nItem: [${row.itemId}] "Item ${row.itemId}"`);
    }
  });

  it("omits disabled kinds of evidence", async () => {
    const { ask } = await createToolbox({ neighbors: false });
    const text = String(await ask(TOOL, { user_id: "u1", item_id: "d", focus: "neighbors" }));
    expect(text.match(/^[a-zA-Z]: /gm)).toEqual(["p: "]);
    expect(parseEvidenceAnswer(text)?.table.stated).toEqual(["popularity"]);
  });

  it("without a task, takes the candidates from the graph's state, for its user only", async () => {
    const state = { userId: "u1", candidates: ["e"] };
    const given = { user_id: "u1", item_id: "candidates", focus: "all" };
    expect(idsOf(await read(TOOL, given, { task: null, state }))).toEqual(["e"]);
    const other = { ...given, user_id: "u5" };
    expect(await ask(TOOL, other, { task: null, state })).toBe(
      'This user has no candidates here. Give an item id instead of "candidates".',
    );
    expect(await ask(TOOL, other)).toContain("no candidates here");
  });

  it("states an empty history", async () => {
    const given = { user_id: "u1", item_id: "d", focus: "all" };
    const blank = { ...task, history: [] };
    expect(await ask(TOOL, given, { task: blank })).toContain(
      "This user has no history: only popularity speaks.",
    );
    const table = await read(TOOL, given, { task: blank });
    expect(table?.rows).toMatchObject([{ readings: [{ kind: "popularity" }] }]);
  });

  it.each([
    {
      what: "a wrong user id",
      given: { user_id: "nobody", item_id: "d" },
      answer: /^There is no user "nobody"\./,
    },
    {
      what: "a wrong item id",
      given: { user_id: "u1", item_id: "Item d" },
      answer: /^There is no item "Item d"\. Use a candidate's id from the task, or "candidates"/,
    },
  ])("answers $what with a remedy", async ({ given, answer }) => {
    expect(await ask(TOOL, { ...given, focus: "all" })).toMatch(answer);
  });
});
