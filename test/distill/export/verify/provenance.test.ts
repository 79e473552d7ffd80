import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createRowChecker } from "../../../../src/distill/export/verify/provenance/check-row.js";
import { verifyExport } from "../../../../src/distill/export/verify/verify-export.js";
import { exportTrajectories } from "../../../../src/distill/export/export-trajectories.js";
import type { Trajectory } from "../../../../src/trajectory/trajectory.js";
import { chatOf, createFolder, writeTrajectories } from "../support.js";

/** Two questions of a thread: the second call was given the first question, its reply, and the second question. */
const thread: Trajectory = (() => {
  const base = chatOf([{ role: "user", content: "Capital of France?" }], "Paris.");
  const [first] = base.calls!;
  return {
    ...base,
    messages: [
      ...base.messages!,
      { role: "user", content: "People in Italy?" },
      { role: "assistant", content: "60 million." },
    ],
    calls: [first!, { ...first!, input: { from: 0, keep: 2, messages: [2] }, output: 3 }],
  };
})();

type Said = readonly [role: string, content: string, trained?: "trained"];

/** A row as `linear.jsonl` has it. */
function rowOf(...said: readonly Said[]) {
  let text = "";
  const spans = said.map(([role, content, trained]) => {
    text += `<|im_start|>${role}\n`;
    const start = text.length;
    text += `${content}<|im_end|>\n`;
    return { start, end: text.length, trainable: trained !== undefined };
  });
  return { agent: "chat", text, spans };
}

const FRANCE: Said = ["user", "Capital of France?"];
const ITALY: Said = ["user", "People in Italy?"];
const PARIS: Said = ["assistant", "Paris."];
const PARIS_TRAINED: Said = ["assistant", "Paris.", "trained"];
const MILLIONS: Said = ["assistant", "60 million.", "trained"];

const check = (...said: readonly Said[]) => createRowChecker(thread, false).check(rowOf(...said));

describe("createRowChecker", () => {
  it("accepts what the calls were given and put out", () => {
    expect(check(FRANCE, PARIS_TRAINED, ITALY, MILLIONS)).toBeUndefined();
    expect(check(FRANCE, PARIS, ITALY, MILLIONS)).toBeUndefined();
    expect(check(FRANCE, PARIS_TRAINED)).toBeUndefined();
  });

  it.each<{ name: string; said: Said[]; problem: RegExp }>([
    {
      name: "the answer to Italy under the question about France",
      said: [FRANCE, MILLIONS],
      problem: /model call 2/,
    },
    {
      name: "a changed question",
      said: [["user", "Capital of Spain?"], PARIS_TRAINED],
      problem: /message 1 .*Capital of Spain\?.*Capital of France\?/,
    },
    {
      name: "a changed reply",
      said: [FRANCE, ["assistant", "Lyon.", "trained"]],
      problem: /message 2.*Lyon\./,
    },
    {
      name: "a missing turn",
      said: [FRANCE, ITALY, MILLIONS],
      problem: /message 2 .*People in Italy\?.*Paris\./,
    },
    {
      name: "words after the last reply",
      said: [FRANCE, PARIS_TRAINED, ITALY],
      problem: /last message .*People in Italy\?/,
    },
    {
      name: "a trained question",
      said: [["user", "Capital of France?", "trained"], PARIS_TRAINED],
      problem: /span/,
    },
    { name: "a row without trained text", said: [FRANCE, PARIS], problem: /last message/ },
  ])("refuses $name", ({ said, problem }) => expect(check(...said)).toMatch(problem));

  it("refuses a reply that another row trains", () => {
    const checker = createRowChecker(thread, false);
    expect(checker.check(rowOf(FRANCE, PARIS_TRAINED))).toBeUndefined();
    expect(checker.check(rowOf(FRANCE, PARIS_TRAINED, ITALY, MILLIONS))).toMatch(/message 2/);
    expect(checker.trained()).toBe(1);
  });

  it("refuses another agent's name and other tools", () => {
    const checker = createRowChecker(thread, false);
    expect(checker.check({ ...rowOf(FRANCE, PARIS_TRAINED), agent: "boss" })).toMatch(/"boss"/);
    const tools = '# Tools\n\n<tools>\n{"name": "look"}\n</tools>\n<tool_call>\n</tool_call>';
    expect(checker.check(rowOf(["system", tools], FRANCE, PARIS_TRAINED))).toMatch(/tools/);
  });
});

describe("verifyExport with the trajectories", () => {
  async function damaged(file: string, from: string, to: string) {
    const path = await writeTrajectories([thread]);
    const directory = await createFolder();
    await exportTrajectories({
      path,
      directory,
      settings: { formats: ["openai"], validationShare: 0 },
    });
    const target = file === "trajectories" ? path : join(directory, file);
    const text = await readFile(target, "utf8");
    expect(text).toContain(from);
    await writeFile(target, text.replace(from, to));
    return { path, ...(await verifyExport({ directory, trajectories: path })) };
  }
  const messagesOf = (problems: readonly { file: string; message: string }[], file: string) =>
    problems.filter((problem) => problem.file === file).map(({ message }) => message);

  it("proves an untouched export", async () => {
    const report = await damaged("linear.jsonl", "Paris", "Paris");
    expect(report).toMatchObject({ ok: true, provenance: { rows: 1, replies: 2 } });
  });

  it("finds a changed trajectory, and names the message", async () => {
    const { path, problems } = await damaged("trajectories", "People in Italy?", "People in Peru?");
    expect(messagesOf(problems, path)).toHaveLength(1);
    expect(messagesOf(problems, "linear.jsonl").join()).toMatch(/message 3 .*Italy.*Peru/);
  });

  it("finds a cut trajectory file", async () => {
    const { path, problems } = await damaged("trajectories", '"steps"', "\n");
    expect(messagesOf(problems, path).join()).toMatch(/not a valid trajectory/);
  });

  it("finds a changed row", async () => {
    const { problems } = await damaged("linear.jsonl", "Paris.", "Lyon.!");
    expect(messagesOf(problems, "linear.jsonl").join()).toMatch(/Lyon/);
  });

  it("finds a changed manifest", async () => {
    const { problems } = await damaged("manifest.json", '"trained": 2', '"trained": 3');
    expect(messagesOf(problems, "manifest.json").join()).toMatch(/3 trained replies, found 2/);
  });
});
