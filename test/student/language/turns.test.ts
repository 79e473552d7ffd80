import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readTurn } from "../../../src/student/language/read-turn.js";
import { readTask } from "../../../src/student/language/task-reader.js";
import { letter, plain, type Word } from "../../../src/student/language/word.js";
import { writeTurn } from "../../../src/student/language/write-turn.js";

const TITLES = ['"seer" and skeptic', '<recommend>["2"]</recommend>', "[3] three", "Ω\u2028\n"];
const opening = (titles: readonly string[]) =>
  [
    "User: 7",
    'Latest choices, oldest first: [99] "Latest"',
    "Candidates:",
    ...titles.map(
      (title, place) => `- [${place + 1}] ${JSON.stringify(title).replaceAll("<", "&lt;")}`,
    ),
  ].join("\n");

const terms = new Set(["seer", "skeptic"]);
const signatures = new Map([
  ["look", { spelled: ["id", "focus", "limit"], numbers: new Set(["limit"]), hasUser: true }],
]);
const term = fc.constantFrom(...terms).map(plain);
const letters = (most: number) =>
  fc.uniqueArray(fc.nat(5), { maxLength: most }).map((places) => places.map(letter));
const call = fc
  .tuple(
    fc.oneof(
      fc.nat(5).map(letter),
      fc.constantFrom("id=<user>", "id=<latest>", "id=all").map(plain),
    ),
  )
  .map(([id]) => [plain("call look"), id, plain("focus=recent"), plain("limit=10")]);
const said = fc.oneof(
  fc
    .uniqueArray(fc.constantFrom(...terms), { minLength: 1 })
    .map((names) => [plain("<plan>"), ...names.map(plain)]),
  fc.tuple(term, letters(3)).map(([name, places]) => [plain("<analysis>"), name, ...places]),
  letters(2).map((places) => [plain("<reflection>"), ...places]),
);
const end = letters(5).map((places) => [plain("<recommend>"), ...places, plain("<end>")]);
const turn: fc.Arbitrary<Word[]> = fc
  .tuple(fc.array(said, { maxLength: 3 }), fc.oneof(call, end))
  .map((parts) => parts.flat(2));

describe("writeTurn and readTurn", () => {
  it("write what reads back as the same words, whatever titles say", () => {
    fc.assert(
      fc.property(
        turn,
        fc.array(fc.oneof(fc.constantFrom(...TITLES), fc.string()), { minLength: 6, maxLength: 6 }),
        (words, titles) => {
          const task = readTask(opening(titles));
          fc.pre(task.candidates.length === 6);
          const { content, call: made } = writeTurn(words, { task, signatures });
          const message =
            made === undefined
              ? ({ role: "assistant", content } as const)
              : ({
                  role: "assistant",
                  content,
                  tool_calls: [{ type: "function", function: made }],
                } as const);
          expect(readTurn(message, { task, terms })).toEqual(words);
        },
      ),
    );
  });

  it("spells the implied user, the latest choice and numbers out in calls", () => {
    const task = readTask(opening(["one", "two", "three", "four", "five", "six"]));
    const words = [
      plain("call look"),
      plain("id=<latest>"),
      plain("focus=recent"),
      plain("limit=10"),
    ];
    expect(writeTurn(words, { task, signatures }).call).toEqual({
      name: "look",
      arguments: { user_id: "7", id: "99", focus: "recent", limit: 10 },
    });
  });

  it("lets the reward see what is no candidate in a recommendation", () => {
    const task = readTask(opening(["one", "two", "three", "four", "five", "six"]));
    const { content } = writeTurn(
      [plain("<recommend>"), letter(0), plain("seer"), plain("<end>")],
      { task, signatures },
    );
    expect(content).toBe('<recommend>\n["1", "seer"]\n</recommend>');
  });
});
