import { describe, expect, it } from "vitest";
import { toConversation } from "../../../src/distill/transcript/to-conversation.js";
import type { EvidenceKind } from "../../../src/text/evidence-kinds.js";
import { evidenceText, reading } from "../../support/evidence.js";
import type { Step } from "../../../src/trajectory/trajectory.js";
import {
  ACCEPT,
  answerStep,
  stepsOf,
  callStep,
  PLAN,
  RECOMMEND,
  REVISE,
  textStep,
  teacherTrajectory,
} from "./support.js";

const KINDS: Record<string, readonly EvidenceKind[]> = {
  recent: ["together_3", "soon_after_3"],
  neighbors: ["neighbors_all"],
  all: ["together_3", "soon_after_3", "neighbors_all"],
};

interface Question {
  readonly focus: string;
  readonly items?: readonly string[];
  /** Value of every reading. Default 3. */
  readonly value?: number;
  readonly user?: string;
}

let calls = 0;
/** Steps of an agent that reads evidence once and reports. */
function agentReading({ focus, items = ["10", "11"], value = 3, user = "7" }: Question): Step[] {
  const kinds = KINDS[focus] ?? [];
  const readings = kinds
    .filter((kind) => kind !== "soon_after_3")
    .map((kind) => reading(kind, 5, value));
  const rows = Object.fromEntries(items.map((id) => [id, readings]));
  const text = evidenceText({ userId: user, stated: kinds, rows });
  const id = `call_${++calls}`;
  const item_id = items.length === 1 ? items[0] : "candidates";
  return stepsOf(
    "an_agent",
    1,
    callStep(id, "translate_evidence", { user_id: user, item_id, focus }),
    answerStep(id, "translate_evidence", text),
    textStep("analysis", { reasoning: `Read ${focus}.`, favorites: [] }),
  );
}

/** The calls, reports and reflections of the conversation, in order. */
function readsOf(...steps: readonly (readonly Step[])[]): string[] {
  const all = [...PLAN, ...steps.flat(), ...ACCEPT, ...RECOMMEND];
  const { messages } = toConversation(teacherTrajectory({ steps: all }));
  return messages.flatMap((message) => {
    if (message.role !== "assistant") return [];
    const reports = message.content.match(/Read \w+|They disagree/g) ?? [];
    const calls = (message.tool_calls ?? []).map((one) =>
      Object.values(one.function.arguments).slice(1).join(" "),
    );
    return [...reports, ...calls];
  });
}

describe("calls for evidence", () => {
  it("are dropped if all of their evidence was read before", () => {
    const [first, second] = [
      agentReading({ focus: "recent" }),
      agentReading({ focus: "neighbors" }),
    ];
    expect(readsOf(first, second, agentReading({ focus: "all", items: ["11"] }))).toEqual([
      "candidates recent",
      "Read recent",
      "candidates neighbors",
      "Read neighbors",
      "Read all",
    ]);
  });

  it("are replaced by a later call that includes their evidence", () => {
    expect(readsOf(agentReading({ focus: "recent" }), agentReading({ focus: "all" }))).toEqual([
      "candidates all",
      "Read recent",
      "Read all",
    ]);
  });

  it("are not replaced by a later call after a reflection", () => {
    expect(
      readsOf(agentReading({ focus: "recent" }), REVISE, agentReading({ focus: "all" })),
    ).toEqual(["candidates recent", "Read recent", "They disagree", "candidates all", "Read all"]);
  });

  it.each([
    ["other figures", { focus: "all", items: ["11"], value: 4 }],
    ["another item", { focus: "recent", items: ["12"] }],
    ["another user", { focus: "recent", items: ["11"], user: "8" }],
    ["another kind", { focus: "neighbors", items: ["11"] }],
  ])("are kept for %s", (_, question) => {
    const call = `${question.items[0]} ${question.focus}`;
    expect(readsOf(agentReading({ focus: "recent" }), REVISE, agentReading(question))).toContain(
      call,
    );
  });
});
