import { describe, expect, it } from "vitest";
import { toConversation } from "../../../src/distill/transcript/to-conversation.js";
import { STUDENT_PROMPT } from "../../../src/graphs/agents/student-prompt.js";
import type { Step, Trajectory } from "../../../src/trajectory/trajectory.js";
import {
  ACCEPT,
  answerStep,
  stepsOf,
  callStep,
  EVIDENCE_CALL,
  HISTORY_CALL,
  historyAnswer,
  taskPrompt,
  PLAN,
  PROFILE,
  RANKING,
  RECENT,
  RECOMMEND,
  REVISE,
  textStep,
  STEPS,
  teacherTrajectory,
  TOOLS,
} from "./support.js";

/** The conversation as strings: text and call of a turn, or the first line of an answer. */
function turnsOf(steps: readonly Step[], changes: Partial<Trajectory> = {}): string[] {
  const { messages } = toConversation(teacherTrajectory({ steps: [...steps], ...changes }));
  return messages.slice(2).map((message) => {
    if (message.role === "tool") return `= ${message.content.split("\n")[0]}`;
    if (message.role !== "assistant" || message.tool_calls === undefined) return message.content;
    const { name, arguments: given } = message.tool_calls[0]!.function;
    return `${message.content}>${name} ${Object.values(given).join(" ")}`;
  });
}

describe("toConversation", () => {
  it("starts with the student's prompt, with tools sorted by name", () => {
    const { messages, tools } = toConversation(teacherTrajectory());
    expect(messages.slice(0, 2)).toEqual([
      { role: "system", content: STUDENT_PROMPT },
      { role: "user", content: taskPrompt() },
    ]);
    expect(tools.map((tool) => tool.function.name)).toEqual([
      "lookup_user_history",
      "translate_evidence",
    ]);
  });

  it("sorts any number of tools by name", () => {
    const [first, second] = TOOLS;
    const third = { ...first!, function: { ...first!.function, name: "move" } };
    const { tools } = toConversation(teacherTrajectory({ tools: [first!, third, second!] }));
    expect(tools.map((tool) => tool.function.name)).toEqual([
      "lookup_user_history",
      "move",
      "translate_evidence",
    ]);
  });

  it("takes the last user message as the task", () => {
    const prompt: Trajectory["prompt"] = [
      { role: "user", content: "## Task\nAn example." },
      { role: "user", content: `## Task\n${taskPrompt()}` },
      { role: "system", content: "You are the planner." },
    ];
    const { messages } = toConversation(teacherTrajectory({ prompt }));
    expect(messages[1]).toEqual({ role: "user", content: taskPrompt() });
  });

  it("ends with the answer of a last call", () => {
    expect(turnsOf([...PLAN, ...RECENT.slice(0, 2)])).toHaveLength(2);
  });

  it("merges the steps of all agents, with one call per turn", () => {
    expect(turnsOf(STEPS)).toEqual([
      `<plan>
A short history.
Assignments:
- recent_interest: What now?
- user_profile: Who?
</plan>>lookup_user_history 7 recent 10`,
      "= User 7 has 8 earlier choices. Window recent: all 8, oldest first.",
      ">translate_evidence 7 candidates recent",
      "= Evidence for user 7, focus recent. Base: 90 users, 10010 items, 10000 of them new to the user.",
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

  it("splits parallel calls into one turn each", () => {
    const [first, firstAnswer, second, secondAnswer, report] = RECENT;
    const parallel = [first!, second!, firstAnswer!, secondAnswer!, report!];
    expect(turnsOf([...PLAN, ...parallel])).toEqual(turnsOf([...PLAN, ...RECENT]));
  });

  it("keeps the first of two equal calls, regardless of the order of arguments", () => {
    const again = stepsOf(
      "user_profile",
      1,
      callStep("call_9", "lookup_user_history", { limit: 10, window: "recent", user_id: "7" }),
      answerStep("call_9", "lookup_user_history", historyAnswer),
    );
    expect(turnsOf([...PLAN, ...RECENT, ...again])).toEqual(turnsOf([...PLAN, ...RECENT]));
  });

  it.each([
    ["has no answer", callStep("call_9", "lookup_user_history", { ...HISTORY_CALL, limit: 3 }), []],
    [
      "failed",
      callStep("call_9", "lookup_user_history", { ...HISTORY_CALL, limit: 3 }),
      [{ ...answerStep("call_9", "lookup_user_history", "Error: no."), status: "error" }],
    ],
    [
      "has its arguments as text",
      callStep("call_9", "lookup_user_history", JSON.stringify({ ...HISTORY_CALL, limit: 3 })),
      "answered",
    ],
    [
      "has invalid JSON as arguments",
      callStep("call_9", "lookup_user_history", '{"user_id": '),
      "answered",
    ],
    ["lacks arguments", callStep("call_9", "lookup_user_history", { user_id: "7" }), "answered"],
    ["calls an unknown tool", callStep("call_9", "buy", {}), "answered"],
    [
      "contains a tag",
      callStep("call_9", "translate_evidence", { ...EVIDENCE_CALL, user_id: "</tool_call>" }),
      "answered",
    ],
  ] as const)("leaves out a call that %s", (_, made, answers) => {
    const given = answers === "answered" ? [answerStep("call_9", "any", "Yes.")] : answers;
    const steps = [...PLAN, ...stepsOf("user_profile", 1, made, ...given), ...RECENT];
    expect(turnsOf(steps)).toEqual(turnsOf([...PLAN, ...RECENT]));
  });

  it("keeps the last summary of a history", () => {
    const summary = (text: string) => textStep("analysis", { summary: text });
    const steps = stepsOf(
      "historical_interest",
      1,
      summary("Drama."),
      summary("Drama, then comedy."),
    );
    expect(turnsOf([...PLAN, ...steps]).at(-1)).toMatch(
      /<\/plan>\n<analysis>\nhistorical_interest: Drama, then comedy\.\n<\/analysis>$/,
    );
  });

  it("adds the ranker's reasons as an analysis in a run without reflections", () => {
    expect(turnsOf([...PLAN, ...RECENT, ...RECOMMEND]).at(-1)).toContain(
      "</analysis>\n<analysis>\n[12] leads everywhere.\n</analysis>\n<recommend>",
    );
  });

  it("omits revisions that were not made", () => {
    const last = turnsOf([...PLAN, ...RECENT, ...REVISE, ...RECOMMEND]).at(-1);
    expect(last).toContain("<reflection>\nThey disagree.\n[12] leads everywhere.\n</reflection>");
  });

  it("converts a second plan and an earlier recommendation to analyses", () => {
    const steps = [...PLAN, ...RECOMMEND, ...PLAN, ...ACCEPT, ...RECOMMEND];
    const [text = ""] = turnsOf(steps.map((step) => ({ ...step })));
    expect(text.match(/<plan>/g)).toHaveLength(1);
    expect(text.match(/<recommend>/g)).toHaveLength(1);
    expect(text).toContain("<analysis>\nA short history.");
  });

  it("reads the ranking from the answer if there is no outcome", () => {
    expect(turnsOf([...PROFILE, ...RECOMMEND], { outcome: null }).at(-1)).toContain(
      `<recommend>\n["12", "10", `,
    );
  });

  it("takes over the blocks of a student run", () => {
    const steps = stepsOf(
      "",
      1,
      textStep("analysis", "<plan>\nLook.\n</plan>"),
      callStep("call_1", "lookup_user_history", HISTORY_CALL),
      answerStep("call_1", "lookup_user_history", "Nothing."),
      textStep("recommend", 'So:\n<reflection>Thin.</reflection>\n<recommend>["12"]</recommend>'),
    );
    const prompt: Trajectory["prompt"] = [
      { role: "system", content: STUDENT_PROMPT },
      { role: "user", content: taskPrompt() },
    ];
    expect(turnsOf(steps, { prompt })).toEqual([
      "<plan>\nLook.\n</plan>>lookup_user_history 7 recent 10",
      "= Nothing.",
      '<reflection>\nThin.\n</reflection>\n<recommend>\n["12"]\n</recommend>',
    ]);
  });

  it("keeps the prompt of a trajectory without a task", () => {
    const prompt: Trajectory["prompt"] = [
      { role: "system", content: "You count." },
      { role: "user", content: "<b>How many?</b><|im_end|>" },
    ];
    const steps = stepsOf("", 1, textStep("analysis", "<3 and <i>more</i>"));
    const trajectory = teacherTrajectory({ task: null, outcome: null, prompt, steps });
    expect(toConversation(trajectory).messages).toEqual([
      { role: "system", content: "You count." },
      { role: "user", content: "<b>How many?</b>&lt;|im_end|>" },
      { role: "assistant", content: "<analysis>\n<3 and &lt;i>more&lt;/i>\n</analysis>" },
    ]);
  });

  it.each([
    "<|im_start|>",
    "<|im_end|>",
    "<|endoftext|>",
    "<tool_call>",
    "</tool_call>",
    "<tool_response>",
    "</tool_response>",
    "<think>",
    "</think>",
  ])("escapes %s in prompts, tool answers and texts", (token) => {
    const prompt: Trajectory["prompt"] = [{ role: "user", content: `Prompt ${token}` }];
    const steps = stepsOf(
      "",
      1,
      callStep("call_1", "lookup_user_history", HISTORY_CALL),
      answerStep("call_1", "lookup_user_history", `Answer ${token}`),
      textStep("analysis", `Text ${token}`),
    );
    const trajectory = teacherTrajectory({ task: null, outcome: null, prompt, steps });
    const escaped = token.replace("<", "&lt;");
    expect(toConversation(trajectory).messages.map(({ content }) => content)).toEqual([
      `Prompt ${escaped}`,
      "",
      `Answer ${escaped}`,
      `<analysis>\nText ${escaped}\n</analysis>`,
    ]);
  });

  it.each([
    [{ status: "failed" as const }, /7\/8\/0\/1\/0" is failed.*keepByOutcome/],
    [{ incomplete: true as const }, /7\/8\/0\/1\/0" is incomplete.*keepByOutcome/],
    [{ prompt: [] }, /7\/8\/0\/1\/0" has no user message.*first model call/],
  ])("rejects %o", (changes, reason) => {
    const attempt = () => toConversation(teacherTrajectory(changes));
    expect(attempt).toThrow(reason);
    expect(attempt).toThrow(expect.objectContaining({ code: "TRAJECTORY_INVALID" }));
  });
});
