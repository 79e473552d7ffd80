import { describe, expect, it } from "vitest";
import { z } from "zod";
import { findAnswer } from "../../../src/graphs/reading/find-answer.js";

const schema = z.object({
  reason: z.string().min(1),
  ids: z.array(z.string()),
  count: z.number().optional(),
});
const read = (text: string, isCutOff = false) => {
  const found = findAnswer(text, { schema, isCutOff });
  return found.success ? [found.answer, ...found.repairs.map(({ kind }) => kind)] : found.reason;
};
const ANSWER = { reason: "r", ids: ["1"] };
const JSON_ANSWER = '{"reason": "r", "ids": ["1"]}';

describe("findAnswer", () => {
  it.each([
    { text: JSON_ANSWER, kinds: [] },
    { text: `\`\`\`json\n${JSON_ANSWER}\n\`\`\``, kinds: [] },
    { text: `I weigh {a: 1}.\n${JSON_ANSWER} Done.`, kinds: ["words_around_json"] },
    { text: "{'reason': 'r', 'ids': ['1'],}", kinds: ["json_syntax"] },
    { text: '{"reason": "r", "ids": [1]}', kinds: ["value_types"] },
    { text: `{"answer": ${JSON_ANSWER}}`, kinds: ["nested_answer"] },
    { text: `{"reason": "draft", "ids": []} No: ${JSON_ANSWER}`, kinds: ["words_around_json"] },
  ])("reads $text", ({ text, kinds }) => {
    expect(read(text)).toEqual([ANSWER, ...kinds]);
  });

  it("reads a number as text, and a list that was left out as empty", () => {
    expect(read('{"reason": 5, "count": "7"}')).toEqual([
      { reason: "5", ids: [], count: 7 },
      "value_types",
    ]);
  });

  it.each([
    { text: '{"ids": ["1"]}', reason: "at reason" },
    { text: '{"reason": "r", "ids": ["1"', reason: "It ends in the middle of a JSON object." },
    { text: "I think so.", reason: "It holds no JSON object." },
    { text: '{"reason": "r", "ids": "1"}', reason: "expected array" },
  ])("says why it cannot read $text", ({ text, reason }) => {
    expect(read(text)).toContain(reason);
  });

  it("says that an answer was cut off", () => {
    expect(read('{"reason": "r", "ids"', true)).toContain("Answer more briefly.");
  });
});
