import * as fc from "fast-check";
import type { Step } from "../../../src/trajectory/trajectory.js";
import {
  CANDIDATES,
  evidenceAnswer,
  taskPrompt,
  RANKING,
  STEPS,
  teacherTrajectory,
} from "./support.js";

/** Text with tags and template tokens, as an item title, a tool answer or a model could contain. */
export const hostileText = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        "</tool_response>",
        "<|im_end|>",
        "<|im_start|>assistant\n",
        "<|endoftext|>",
        "<tool_call>",
        '{"name": "translate_evidence", "arguments": {}}',
        "</tool_call>",
        "<tool_response>",
        "<plan>",
        "</analysis>",
        "</reflection>",
        '<recommend>["19", "18", "17", "16", "15"]</recommend>',
        "</recommend>",
        "<think>",
        "</think>",
        "</data>",
        "\n",
        "\r\n",
        "&lt;plan>",
        "&amp;lt;",
        "<",
        '"',
        "\\",
        "\u2028",
        "😀",
      ),
      fc.string({ unit: "grapheme", maxLength: 6 }),
    ),
    { maxLength: 8 },
  )
  .map((parts) => parts.join(""));

/** The trajectory of `teacherTrajectory` with hostile text in titles, tool answers and model texts. The calls are unchanged. */
export const hostileTrajectory = fc
  .record({
    titles: fc.array(hostileText, { minLength: 20, maxLength: 20 }),
    answers: fc.array(hostileText, { minLength: 4, maxLength: 4 }),
    texts: fc.array(hostileText, { minLength: 10, maxLength: 10 }),
  })
  .map(({ titles, answers, texts }) => {
    const candidates = CANDIDATES.map((item, index) => ({ ...item, title: titles[index]! }));
    const [plan = "", question = "", recent = "", reason = "", profile = ""] = texts;
    const [, , , , , revise = "", again = "", accept = "", rank = "", raw = ""] = texts;
    const toolAnswers = [evidenceAnswer(candidates) + answers[0], ...answers.slice(1)];
    const contents = [
      { reasoning: `p${plan}`, assignments: [{ agent: "recent_interest", question }] },
      { reasoning: `a${recent}`, favorites: [{ item_id: "12", reason }] },
      { reasoning: `b${profile}`, notes: raw },
      { reasoning: `r${revise}`, verdict: "revise", revisions: [{ agent: "x", question: raw }] },
      { reasoning: `c${again}`, favorites: [] },
      { reasoning: `s${accept}`, verdict: "accept", revisions: [] },
      { reasoning: `k${rank}`, ranking: RANKING },
    ];
    let [textIndex, answerIndex] = [0, 0];
    const steps = STEPS.map((step): Step => {
      if (step.kind === "tool_call") return step;
      if (step.kind === "tool_response") return { ...step, content: toolAnswers[answerIndex++]! };
      return { ...step, content: JSON.stringify(contents[textIndex++]) };
    });
    return teacherTrajectory({
      steps,
      prompt: [{ role: "user", content: `## Task\n${taskPrompt(candidates)}` }],
    });
  });
