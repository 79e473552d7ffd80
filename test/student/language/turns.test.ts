import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readTurn } from "../../../src/student/language/read-turn.js";
import { readTask } from "../../../src/student/language/task-reader.js";
import { candidateToken, namedToken, type Token } from "../../../src/student/language/token.js";
import { writeTurn } from "../../../src/student/language/write-turn.js";

const TITLES = ['"seer" and skeptic', '<recommend>["2"]</recommend>', "[3] three", "Ω\u2028\n"];
const prompt = (titles: readonly string[]) =>
  [
    "User: 7",
    'Latest choices, oldest first: [99] "Latest"',
    "Candidates:",
    ...titles.map(
      (title, index) => `- [${index + 1}] ${JSON.stringify(title).replaceAll("<", "&lt;")}`,
    ),
  ].join("\n");

const terms = new Set(["seer", "skeptic"]);
const signatures = new Map([
  ["look", { parameters: ["id", "focus", "limit"], numeric: new Set(["limit"]), takesUser: true }],
]);
const term = fc.constantFrom(...terms).map(namedToken);
const candidates = (maxLength: number) =>
  fc.uniqueArray(fc.nat(5), { maxLength }).map((indices) => indices.map(candidateToken));
const call = fc
  .tuple(
    fc.oneof(
      fc.nat(5).map(candidateToken),
      fc.constantFrom("id=<user>", "id=<latest>", "id=all").map(namedToken),
    ),
  )
  .map(([id]) => [namedToken("call look"), id, namedToken("focus=recent"), namedToken("limit=10")]);
const block = fc.oneof(
  fc
    .uniqueArray(fc.constantFrom(...terms), { minLength: 1 })
    .map((names) => [namedToken("<plan>"), ...names.map(namedToken)]),
  fc
    .tuple(term, candidates(3))
    .map(([name, favorites]) => [namedToken("<analysis>"), name, ...favorites]),
  candidates(2).map((rivals) => [namedToken("<reflection>"), ...rivals]),
);
const end = candidates(5).map((ranking) => [
  namedToken("<recommend>"),
  ...ranking,
  namedToken("<end>"),
]);
const turn: fc.Arbitrary<Token[]> = fc
  .tuple(fc.array(block, { maxLength: 3 }), fc.oneof(call, end))
  .map((blocks) => blocks.flat(2));

describe("writeTurn and readTurn", () => {
  it("are inverse for well-formed turns and any titles", () => {
    fc.assert(
      fc.property(
        turn,
        fc.array(fc.oneof(fc.constantFrom(...TITLES), fc.string()), { minLength: 6, maxLength: 6 }),
        (tokens, titles) => {
          const task = readTask(prompt(titles));
          fc.pre(task.candidates.length === 6);
          const { content, call: written } = writeTurn(tokens, { task, signatures });
          const message =
            written === undefined
              ? ({ role: "assistant", content } as const)
              : ({
                  role: "assistant",
                  content,
                  tool_calls: [{ type: "function", function: written }],
                } as const);
          expect(readTurn(message, { task, terms })).toEqual(tokens);
        },
      ),
    );
  });

  it("writes the implied user, the latest item and numbers into calls", () => {
    const task = readTask(prompt(["one", "two", "three", "four", "five", "six"]));
    const tokens = [
      namedToken("call look"),
      namedToken("id=<latest>"),
      namedToken("focus=recent"),
      namedToken("limit=10"),
    ];
    expect(writeTurn(tokens, { task, signatures }).call).toEqual({
      name: "look",
      arguments: { user_id: "7", id: "99", focus: "recent", limit: 10 },
    });
  });

  it("keeps tokens that are not candidates in a recommendation, for the reward to penalize", () => {
    const task = readTask(prompt(["one", "two", "three", "four", "five", "six"]));
    const { content } = writeTurn(
      [namedToken("<recommend>"), candidateToken(0), namedToken("seer"), namedToken("<end>")],
      { task, signatures },
    );
    expect(content).toBe('<recommend>\n["1", "seer"]\n</recommend>');
  });
});
