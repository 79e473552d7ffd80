import { beforeAll, describe, expect, it } from "vitest";
import { EVIDENCE_FOCUSES, kindsOfFocus } from "../../src/text/evidence-kinds.js";
import { parseEvidenceLine } from "../../src/text/evidence-line.js";
import { createToolbox, task, type Toolbox } from "./support.js";

const TOOL = "translate_evidence";

let ask: Toolbox["ask"];
beforeAll(async () => ({ ask } = await createToolbox()));

/** The evidence lines of an answer, taken apart. */
async function read(...[name, given, asked]: Parameters<Toolbox["ask"]>) {
  const lines = String(await ask(name, given, asked)).split("\n");
  return lines.flatMap((line) => parseEvidenceLine(line) ?? []);
}

describe("translate_evidence", () => {
  it("starts with headline and legend, then has one line per candidate in the order of the task", async () => {
    const given = { user_id: "u1", item_id: "candidates", focus: "neighbors" };
    const [headline, ...rest] = String(await ask(TOOL, given)).split("\n");
    expect(headline).toMatch(
      /^Evidence for user u1 \(3 earlier choices\) on 3 items, focus neighbors\. Base: 5 users, 6 items\. "top 3%" means: /,
    );
    expect(rest.slice(0, 3).join("\n")).toMatch(
      /^# nearest users: .*\n# users nearest by .*\n# all users: /,
    );
    expect(rest.slice(3).map((line) => parseEvidenceLine(line)?.item.id)).toEqual(["d", "e", "f"]);
  });

  it.each(EVIDENCE_FOCUSES)("states the kinds of the focus %s", async (focus) => {
    const [line] = await read(TOOL, { user_id: "u1", item_id: "d", focus });
    expect(line?.stated).toEqual(kindsOfFocus(focus).map(({ id }) => id));
  });

  it("returns the same line for one item as for all candidates", async () => {
    const given = { user_id: "u1", focus: "all" };
    const all = await read(TOOL, { ...given, item_id: "candidates" });
    const reversed = { ...task, candidates: task.candidates.toReversed() };
    expect(await read(TOOL, { ...given, item_id: "candidates" }, { task: reversed })).toEqual(
      all.toReversed(),
    );
    for (const line of all) {
      expect(await read(TOOL, { ...given, item_id: line.item.id })).toEqual([line]);
    }
  });

  it("omits disabled kinds of evidence from the legend", async () => {
    const { ask } = await createToolbox({ neighbors: false });
    const text = String(await ask(TOOL, { user_id: "u1", item_id: "d", focus: "neighbors" }));
    expect(text.match(/^# .*?:/gm)).toEqual(["# all users:"]);
  });

  it("without a task, takes the candidates from the graph's state, for its user only", async () => {
    const state = { userId: "u1", candidates: ["e"] };
    const given = { user_id: "u1", item_id: "candidates", focus: "all" };
    expect(await read(TOOL, given, { task: null, state })).toMatchObject([{ item: { id: "e" } }]);
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
    expect(await read(TOOL, given, { task: blank })).toMatchObject([
      { readings: [{ kind: "popularity" }] },
    ]);
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
