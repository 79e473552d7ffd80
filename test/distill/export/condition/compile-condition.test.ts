import { describe, expect, it } from "vitest";
import {
  compileCondition,
  type ConditionValue,
} from "../../../../src/distill/export/condition/compile-condition.js";
import type { ConditionName } from "../../../../src/distill/export/condition/names.js";
import { StarError } from "../../../../src/errors.js";

const VALUES: Partial<Record<ConditionName, ConditionValue>> = {
  rank: 2,
  length: 500,
  sample: 0,
  samples: 8,
  successes: 3,
  user: "it's me",
  model: ["small", "large"],
  agent: [],
};

/** Whether a condition holds for {@link VALUES}; all other names are missing. */
function holds(condition: string): boolean {
  return compileCondition(condition).holds((name) => VALUES[name] ?? null);
}

describe("compileCondition", () => {
  it.each([
    ["rank <= 3 and length < 8000", true],
    ["rank<2or length>=501", false],
    ["rank = 2.0 and sample == 0 and sample > -1", true],
    ["successes >= 1 and successes < samples", true],
    ["rank in (1, 3)", false],
    ["rank in (1, 3, 2)", true],
    // `not` applies to the whole comparison, and `and` binds stronger than `or`: true or (false and false).
    ["not rank > 3", true],
    ["not (rank > 1 and length > 1)", false],
    ["rank = 2 or rank = 3 and rank = 4", true],
    ["(rank = 2 or rank = 3) and rank = 4", false],
    // A text with several values is equal to each of them.
    ['model = "large"', true],
    ['model != "large"', false],
    ['model != "other"', true],
    ["model in ('other', 'small')", true],
    [`user = "it's me"`, true],
  ])("%s: %s", (condition, expected) => {
    expect(holds(condition)).toBe(expected);
  });

  it.each([
    ["tokens < 100", false],
    ["tokens >= 100", false],
    ["tokens != 100", false],
    ["tokens = steps", false],
    ["tokens in (1, 2)", false],
    ["not tokens < 100", true],
    ["tokens = null", true],
    ["tokens != null", false],
    ["rank = null", false],
    ["null != rank", true],
    ['agent = "ranker"', false],
    ['agent != "ranker"', false],
    ["agent = null", true],
  ])("a comparison with a missing value is false: %s: %s", (condition, expected) => {
    expect(holds(condition)).toBe(expected);
  });

  it.each([
    ["rank <=", 8, "expected", "found the end"],
    ["rank <= 3 & x", 11, 'expected end of input, "or", or "and"', 'found "& x"'],
    ["(rank < 3", 10, 'expected ")"', "found the end"],
    ["user = 'ann", 8, "a quoted text", `found "'ann"`],
    ["", 1, 'expected "("', "found the end"],
    ["rank in ()", 10, "a quoted text", 'found ")"'],
    ["rank < 3 and ranks > 1", 14, '"ranks" is not a name', "Use one of: rank, reward, length,"],
    ["constructor = 1", 1, '"constructor" is not a name', "Use one of"],
    ['rank < "3"', 8, 'rank is a number, but "3" is a text', "Compare numbers with numbers"],
    ["rank in (1, 'a')", 13, "rank is a number, but 'a' is a text", "Compare numbers"],
    ['user < "b"', 8, 'user < "b" does not compare two numbers', "Compare texts and null with ="],
    ["rank > null", 8, "rank > null does not compare two numbers", "Compare texts and null with ="],
  ])("rejects %j at character %i", (condition, position, problem, rest) => {
    const error = errorOf(() => compileCondition(condition));
    expect(error).toMatchObject({
      code: "INVALID_ARGUMENT",
      fields: { value: condition, position },
    });
    expect(error.message).toContain(
      `${JSON.stringify(condition)} is invalid, character ${position}: `,
    );
    expect(error.message).toContain(problem);
    expect(error.message).toContain(rest);
  });

  it("rejects a condition that exhausts the stack", () => {
    const nested = (depth: number) => `${"(".repeat(depth)}rank=2${")".repeat(depth)}`;
    expect(holds(nested(50))).toBe(true);
    expect(errorOf(() => holds(nested(20_000)))).toMatchObject({ code: "INVALID_ARGUMENT" });
  });

  it("lists the names that it uses", () => {
    const { names } = compileCondition('rank < 3 or not (user = "a" and rank > 1)');
    expect([...names]).toEqual(["rank", "user"]);
  });
});

function errorOf(run: () => unknown): StarError {
  try {
    run();
  } catch (error) {
    if (StarError.isInstance(error)) return error;
    throw error;
  }
  throw new Error("No error was thrown.");
}
