import { describe, expect, it } from "vitest";
import { toConversation } from "../../../src/distill/transcript/to-conversation.js";
import type { EvidenceKind } from "../../../src/text/evidence-kinds.js";
import { formatEvidenceLine } from "../../../src/text/evidence-line.js";
import type { Step } from "../../../src/trajectory/trajectory.js";
import {
  ACCEPT,
  answer,
  by,
  call,
  PLAN,
  RECOMMEND,
  REVISE,
  said,
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
  /** Of every reading. */
  readonly value?: number;
  readonly user?: string;
}

let calls = 0;
/** An agent that asks for evidence once, and reports. */
function asks({ focus, items = ["10", "11"], value = 3, user = "7" }: Question): Step[] {
  const kinds = KINDS[focus] ?? [];
  const lines = items.map((id) =>
    formatEvidenceLine({
      item: { id, title: `Film; ${id}: x`, categories: [] },
      stated: kinds,
      readings: kinds
        .filter((kind) => kind !== "soon_after_3")
        .map((kind) => ({ kind, value, base: 9, lift: 2, topPercent: 5 })),
    }),
  );
  const told = `Evidence for user ${user} (8 earlier choices) on ${items.length} items, focus ${focus}.`;
  const id = `call_${++calls}`;
  const item_id = items.length === 1 ? items[0] : "candidates";
  return by(
    "an_agent",
    1,
    call(id, "translate_evidence", { user_id: user, item_id, focus }),
    answer(id, "translate_evidence", [told, ...lines].join("\n")),
    said("analysis", { reasoning: `Read ${focus}.`, favorites: [] }),
  );
}

/** What is asked for and what is reported, in order. */
function told(...steps: readonly (readonly Step[])[]): string[] {
  const all = [...PLAN, ...steps.flat(), ...ACCEPT, ...RECOMMEND];
  const { messages } = toConversation(teacherTrajectory({ steps: all }));
  return messages.flatMap((message) => {
    if (message.role !== "assistant") return [];
    const reports = message.content.match(/Read \w+|They disagree/g) ?? [];
    const asked = (message.tool_calls ?? []).map((one) =>
      Object.values(one.function.arguments).slice(1).join(" "),
    );
    return [...reports, ...asked];
  });
}

describe("evidence that was read", () => {
  it("is not asked for again, item by item or kind by kind", () => {
    const [first, second] = [asks({ focus: "recent" }), asks({ focus: "neighbors" })];
    expect(told(first, second, asks({ focus: "all", items: ["11"] }))).toEqual([
      "candidates recent",
      "Read recent",
      "candidates neighbors",
      "Read neighbors",
      "Read all",
    ]);
  });

  it("is asked for once, with what another agent reads beyond it", () => {
    expect(told(asks({ focus: "recent" }), asks({ focus: "all" }))).toEqual([
      "candidates all",
      "Read recent",
      "Read all",
    ]);
  });

  it("is asked for as it was when what goes beyond it was decided on after a reflection", () => {
    expect(told(asks({ focus: "recent" }), REVISE, asks({ focus: "all" }))).toEqual([
      "candidates recent",
      "Read recent",
      "They disagree",
      "candidates all",
      "Read all",
    ]);
  });

  it.each([
    ["other figures", { focus: "all", items: ["11"], value: 4 }],
    ["another item", { focus: "recent", items: ["12"] }],
    ["another user", { focus: "recent", items: ["11"], user: "8" }],
    ["another kind", { focus: "neighbors", items: ["11"] }],
  ])("is not taken for %s", (_, question) => {
    const asked = `${question.items[0]} ${question.focus}`;
    expect(told(asks({ focus: "recent" }), REVISE, asks(question))).toContain(asked);
  });
});
