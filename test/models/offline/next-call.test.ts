import { describe, expect, it } from "vitest";
import { nextCalls } from "../../../src/models/offline/next-call.js";
import { ALL_TOOLS, roleRequest, type Past } from "./support.js";

const [HISTORY, NEIGHBORS, EVIDENCE] = ALL_TOOLS;

/** All calls of an agent: those of its first turn. After their answers, it calls nothing. */
function callsOf(role: string, question: string, { earlier = "", tools = ALL_TOOLS } = {}) {
  const sections = { "Your earlier answer": earlier, "Your question": question };
  const calls = nextCalls(roleRequest(role, sections, { tools }));
  const past: Past = calls.map(({ name, arguments: given }) => [name, given, "Nothing."]);
  expect(nextCalls(roleRequest(role, sections, { past, tools }))).toEqual([]);
  return calls.map(({ name, arguments: given }) => [name, given]);
}

const evidence = (item_id: string, focus: string) => [EVIDENCE, { user_id: "u1", item_id, focus }];
const history = (window: string, limit: number) => [HISTORY, { user_id: "u1", window, limit }];
const neighbors = (kind: string, id: string) => [NEIGHBORS, { kind, id, k: 10 }];

describe("nextCalls", () => {
  it.each([
    { role: "user_profile", focus: "neighbors", first: neighbors("user", "u1") },
    { role: "historical_interest", focus: "long_term", first: history("long_term", 10) },
    { role: "recent_interest", focus: "recent", first: history("recent", 10) },
    { role: "interest_divergence", focus: "all", first: neighbors("item", "c") },
    { role: "critic", focus: "recent", first: history("recent", 10) },
  ])(
    "lets $role read its window, then translate evidence with the focus $focus",
    ({ role, focus, first }) => {
      const question = `What do you see? Use the focus ${focus}.`;
      expect(callsOf(role, question)).toEqual([first, evidence("candidates", focus)]);
    },
  );

  it("uses the focus all if the question names none", () => {
    expect(callsOf("critic", "What now?").at(-1)).toEqual(evidence("candidates", "all"));
  });

  it("reads the window that the reflector names in a revision", () => {
    const question =
      "Does other evidence support [d] or [e]? Use the focus neighbors for all candidates.";
    expect(callsOf("recent_interest", question, { earlier: "{}" })).toEqual([
      neighbors("user", "u1"),
      evidence("candidates", "neighbors"),
    ]);
  });

  it.each(["d", "a b]", "<plan>"])("checks the item %s that the reflector names", (id) => {
    const printed = id === "d" ? "d" : JSON.stringify(id).replace("<", "&lt;");
    const question = `What speaks for the other side? Check item [${printed}] with the focus all.`;
    expect(callsOf("user_profile", question, { earlier: "{}" })).toEqual([evidence(id, "all")]);
  });

  it.each([
    { missing: EVIDENCE, left: [neighbors("user", "u1")] },
    { missing: NEIGHBORS, left: [evidence("candidates", "neighbors")] },
  ])("leaves out calls of $missing if it is not offered", ({ missing, left }) => {
    const tools = ALL_TOOLS.filter((tool) => tool !== missing);
    expect(callsOf("user_profile", "Use the focus neighbors.", { tools })).toEqual(left);
  });

  it("makes no call without tools", () => {
    expect(callsOf("recent_interest", "Why?", { tools: [] })).toEqual([]);
  });
});
