import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { REWARD_ERRORS } from "../../../../src/distill/transcript/reward/errors.js";
import { scoreText } from "../../../../src/distill/transcript/reward/score-text.js";
import type { Vector, Vectors } from "../../../fixtures/reward/build-vectors.js";
import { printMalformed, printVectors } from "../../../fixtures/reward/write-vectors.js";
import { hostileText } from "../hostile.js";

const FILES = ["vectors.json", "handwritten.json", "malformed.json"].map(
  (name) => `test/fixtures/reward/${name}`,
);
const shared: Vectors[] = FILES.map((file) => JSON.parse(readFileSync(file, "utf8")));
const vectors = shared.flatMap(({ tasks, vectors }) =>
  vectors.map((vector) => ({ ...vector, options: tasks[vector.task]! })),
);
const messagesOf = (conversation: Vector["conversation"]) => conversation as { role: string }[];
const python = ["python3.11", "python3", "python"].find(
  (name) => spawnSync(name, ["--version"]).status === 0,
);

describe("scoreText", () => {
  it("has at least 200 vectors with every error and every outcome", () => {
    expect(vectors.length).toBeGreaterThanOrEqual(200);
    const expectedErrors = new Set(vectors.flatMap(({ expected }) => expected.errors));
    expect(REWARD_ERRORS.filter((error) => !expectedErrors.has(error))).toEqual([]);
    const outcomes = new Set(vectors.map(({ expected }) => expected.outcome));
    expect([...outcomes].sort()).toEqual([0, 1 / 3, 2 / 3, 1]);
  });

  it.each(vectors)("scores $name", ({ conversation, options, expected }) => {
    const given = typeof conversation === "string" ? conversation : messagesOf(conversation);
    expect(scoreText(given, options)).toEqual(expected);
  });

  it("ignores the content of tool answers", () => {
    const withToolMessages = vectors.filter(
      ({ conversation }) =>
        typeof conversation !== "string" &&
        messagesOf(conversation).some(({ role }) => role === "tool"),
    );
    fc.assert(
      fc.property(fc.constantFrom(...withToolMessages), hostileText, (vector, content) => {
        const changed = messagesOf(vector.conversation).map((message) =>
          message.role === "tool" ? { ...message, content } : message,
        );
        expect(scoreText(changed, vector.options)).toEqual(vector.expected);
      }),
    );
  });

  it("scores any text", () => {
    const { options } = vectors[0]!;
    fc.assert(
      fc.property(fc.oneof(hostileText, fc.string({ unit: "binary" })), (text) => {
        const { reward, format, outcome } = scoreText(text, options);
        expect(reward).toBe(format + outcome);
        expect(scoreText([{ role: "assistant", content: text }], options).format).toBe(-1);
      }),
    );
  });

  it("takes linear time for adversarial text", () => {
    const { options } = vectors[0]!;
    for (const part of ["user\n<tool_response>", "<plan></plan>", "[", "<|im_start|>", "&amp;"]) {
      expect(scoreText(part.repeat(50_000), options).format).toBe(-1);
    }
  });
});

describe("vectors.json and malformed.json", () => {
  it("equal the output of their generators", () => {
    expect(readFileSync(FILES[0]!, "utf8")).toBe(printVectors());
    expect(readFileSync(FILES[2]!, "utf8")).toBe(printMalformed());
  });
});

describe("malformed.json", () => {
  const malformed = shared[2]!;

  it("has 200 conversations, nearly all with format errors of many kinds", () => {
    expect(malformed.vectors).toHaveLength(200);
    const errors = malformed.vectors.map(({ expected }) => expected.errors);
    expect(errors.filter((found) => found.length === 0).length).toBeLessThan(10);
    expect(new Set(errors.flat()).size).toBeGreaterThan(14);
  });

  it.each(malformed.vectors)("scores its text as its turns: $name", (vector) => {
    const messages = vector.conversation as { role: string; content: string }[];
    const turns = messages.map(({ role, content }, index) => {
      // As in tool answers, turn tokens that were typed and not sampled are escaped.
      const text = content.replaceAll("<|", "&lt;|");
      return `${index === 0 ? "" : `<|im_start|>${role}\n`}${text}<|im_end|>\n`;
    });
    expect(scoreText(turns.join(""), malformed.tasks[vector.task]!)).toEqual(vector.expected);
  });
});

describe("star_reward.py", () => {
  it.skipIf(python === undefined).each(FILES)("agrees on %s (needs Python)", (file) => {
    const command = ["-B", "training/star_reward.py", file];
    const output = JSON.parse(execFileSync(python!, command, { encoding: "utf8" }));
    const { vectors } = JSON.parse(readFileSync(file, "utf8"));
    expect(output).toEqual({ vectors: vectors.length, differing: [] });
  });
});
