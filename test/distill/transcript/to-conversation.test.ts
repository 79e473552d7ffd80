import { describe, expect, it } from "vitest";
import { toConversation } from "../../../src/distill/transcript/to-conversation.js";
import { STUDENT_PROMPT } from "../../../src/graphs/agents/student-prompt.js";
import type { Step, Trajectory } from "../../../src/trajectory/trajectory.js";
import {
  ACCEPT,
  answer,
  by,
  call,
  EVIDENCE_CALL,
  HISTORY_CALL,
  historyAnswer,
  opening,
  PLAN,
  PROFILE,
  RANKING,
  RECENT,
  RECOMMEND,
  REVISE,
  said,
  STEPS,
  teacherTrajectory,
} from "./support.js";

/** The conversation as lines: what is called, what is answered (its first line), what is written. */
function turnsOf(steps: readonly Step[], changes: Partial<Trajectory> = {}): string[] {
  const { messages } = toConversation(teacherTrajectory({ steps: [...steps], ...changes }));
  return messages.slice(2).map((message) => {
    if (message.role === "tool") return `= ${message.content.split("\n")[0]}`;
    if (message.role !== "assistant" || message.tool_calls === undefined) return message.content;
    const { name, arguments: given } = message.tool_calls[0].function;
    return `${message.content}>${name} ${Object.values(given).join(" ")}`;
  });
}

describe("toConversation", () => {
  it("asks the student in the words it is served with, with tools by name", () => {
    const { messages, tools } = toConversation(teacherTrajectory());
    expect(messages.slice(0, 2)).toEqual([
      { role: "system", content: STUDENT_PROMPT },
      { role: "user", content: opening() },
    ]);
    expect(tools.map((tool) => tool.function.name)).toEqual([
      "lookup_user_history",
      "translate_evidence",
    ]);
  });

  it("tells the team's work as one agent's, one call a turn", () => {
    expect(turnsOf(STEPS)).toEqual([
      `<plan>
A short history.
Assignments:
- recent_interest: What now?
- user_profile: Who?
</plan>>lookup_user_history 7 recent 10`,
      "= User 7 has 8 earlier choices. Window recent: all 8, oldest first.",
      ">translate_evidence 7 candidates recent",
      "= Evidence for user 7 (8 earlier choices) on 20 items, focus recent. Base: 90 users, 40 items.",
      `<analysis>
recent_interest: Comedies lead to [12].
Favorites:
- [12]: with last 3
</analysis>>translate_evidence 7 candidates neighbors`,
      "= Evidence for user 7: nothing.",
      `<analysis>
user_profile: Neighbors say [11].
</analysis>
<reflection>
They disagree.
Verdict: revise
Revisions:
- recent_interest: Is it [12]?
</reflection>>translate_evidence 7 12 all`,
      "= Evidence for user 7 on 1 item: strong.",
      `<analysis>
recent_interest, round 2: It is [12].
</analysis>
<reflection>
Now they agree.
[12] leads everywhere.
</reflection>
<recommend>
["${RANKING.join('", "')}"]
</recommend>`,
    ]);
  });

  it("gives a call with several answers at once a turn each", () => {
    const [first, firstAnswer, second, secondAnswer, report] = RECENT;
    const parallel = [first!, second!, firstAnswer!, secondAnswer!, report!];
    expect(turnsOf([...PLAN, ...parallel])).toEqual(turnsOf([...PLAN, ...RECENT]));
  });

  it("keeps the first of two equal calls, whatever the order of their arguments", () => {
    const again = by(
      "user_profile",
      1,
      call("call_9", "lookup_user_history", { limit: 10, window: "recent", user_id: "7" }),
      answer("call_9", "lookup_user_history", historyAnswer),
    );
    expect(turnsOf([...PLAN, ...RECENT, ...again])).toEqual(turnsOf([...PLAN, ...RECENT]));
  });

  it.each([
    ["has no answer", call("call_9", "lookup_user_history", { ...HISTORY_CALL, limit: 3 }), []],
    [
      "failed",
      call("call_9", "lookup_user_history", { ...HISTORY_CALL, limit: 3 }),
      [{ ...answer("call_9", "lookup_user_history", "Error: no."), status: "error" }],
    ],
    ["is broken", call("call_9", "lookup_user_history", '{"user_id": '), "answered"],
    ["lacks arguments", call("call_9", "lookup_user_history", { user_id: "7" }), "answered"],
    ["is of an unknown tool", call("call_9", "buy", {}), "answered"],
    [
      "holds a tag",
      call("call_9", "translate_evidence", { ...EVIDENCE_CALL, user_id: "</tool_call>" }),
      "answered",
    ],
  ] as const)("leaves out a call that %s", (_, made, answers) => {
    const given = answers === "answered" ? [answer("call_9", "any", "Yes.")] : answers;
    const steps = [...PLAN, ...by("user_profile", 1, made, ...given), ...RECENT];
    expect(turnsOf(steps)).toEqual(turnsOf([...PLAN, ...RECENT]));
  });

  it("keeps the last of the summaries that one history was folded into", () => {
    const summary = (text: string) => said("analysis", { summary: text });
    const steps = by("historical_interest", 1, summary("Drama."), summary("Drama, then comedy."));
    expect(turnsOf([...PLAN, ...steps]).at(-1)).toMatch(
      /<\/plan>\n<analysis>\nhistorical_interest: Drama, then comedy\.\n<\/analysis>$/,
    );
  });

  it("lets a run without reflections say its reasons in an analysis", () => {
    expect(turnsOf([...PLAN, ...RECENT, ...RECOMMEND]).at(-1)).toContain(
      "</analysis>\n<analysis>\n[12] leads everywhere.\n</analysis>\n<recommend>",
    );
  });

  it("does not speak of revisions that nobody made", () => {
    const last = turnsOf([...PLAN, ...RECENT, ...REVISE, ...RECOMMEND]).at(-1);
    expect(last).toContain("<reflection>\nThey disagree.\n[12] leads everywhere.\n</reflection>");
  });

  it("counts a second plan and an earlier recommendation as analyses", () => {
    const steps = [...PLAN, ...RECOMMEND, ...PLAN, ...ACCEPT, ...RECOMMEND];
    const [text = ""] = turnsOf(steps.map((step) => ({ ...step })));
    expect(text.match(/<plan>/g)).toHaveLength(1);
    expect(text.match(/<recommend>/g)).toHaveLength(1);
    expect(text).toContain("<analysis>\nA short history.");
  });

  it("reads the ranking out of the answer where there is no outcome", () => {
    expect(turnsOf([...PROFILE, ...RECOMMEND], { outcome: null }).at(-1)).toContain(
      `<recommend>\n["12", "10", `,
    );
  });

  it("takes what a student wrote as it stands", () => {
    const steps = by(
      "",
      1,
      said("analysis", "<plan>\nLook.\n</plan>"),
      call("call_1", "lookup_user_history", HISTORY_CALL),
      answer("call_1", "lookup_user_history", "Nothing."),
      said("recommend", 'So:\n<reflection>Thin.</reflection>\n<recommend>["12"]</recommend>'),
    );
    const prompt: Trajectory["prompt"] = [
      { role: "system", content: STUDENT_PROMPT },
      { role: "user", content: opening() },
    ];
    expect(turnsOf(steps, { prompt })).toEqual([
      "<plan>\nLook.\n</plan>>lookup_user_history 7 recent 10",
      "= Nothing.",
      '<reflection>\nThin.\n</reflection>\n<recommend>\n["12"]\n</recommend>',
    ]);
  });

  it("keeps the prompt of a graph that has nothing to do with recommendation", () => {
    const prompt: Trajectory["prompt"] = [
      { role: "system", content: "You count." },
      { role: "user", content: "<b>How many?</b><|im_end|>" },
    ];
    const steps = by("", 1, said("analysis", "<3 and <i>more</i>"));
    const trajectory = teacherTrajectory({ task: null, outcome: null, prompt, steps });
    expect(toConversation(trajectory).messages).toEqual([
      { role: "system", content: "You count." },
      { role: "user", content: "<b>How many?</b>&lt;|im_end|>" },
      { role: "assistant", content: "<analysis>\n<3 and &lt;i>more&lt;/i>\n</analysis>" },
    ]);
  });

  it.each([
    [{ status: "failed" as const }, /is failed.*keepByOutcome/],
    [{ incomplete: true as const }, /is incomplete.*keepByOutcome/],
    [{ prompt: [] }, /no user message.*first model call/],
  ])("refuses %o", (changes, reason) => {
    expect(() => toConversation(teacherTrajectory(changes))).toThrow(reason);
  });
});
