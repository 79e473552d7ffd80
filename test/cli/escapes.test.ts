import { describe, expect, it } from "vitest";
import { createProgress } from "../../src/cli/progress.js";
import { writeFolder } from "../data/support.js";
import { ioOf, star } from "./support.js";

/** Renames the window, clears the screen, in one-byte form too, deletes, and turns the text around. */
const HOSTILE = "\u001b]0;renamed\u0007\u001b[2J\u009b2J\u007f\u202e";
const EXECUTED = /(?![\n\t])[\p{Cc}\u202e]/u;

const folder = await writeFolder({
  "broken.jsonl": `{"id": ${HOSTILE}"x"}\n`,
  "row/items.csv": "item_id,title\na,Tea\n",
  "row/interactions.csv": `user_id,item_id,timestamp\nu,${HOSTILE},1\n`,
  "lines/items.jsonl": `{"item_id": "a", ${HOSTILE}\n`,
  "lines/interactions.jsonl": "",
  "export/manifest.json": `{"${HOSTILE}": `,
  "index/manifest.json": `{"${HOSTILE}": `,
  "student/student.json": `{"name": "${HOSTILE}`,
});

describe("what the command line prints", () => {
  it.each([
    ["trace", `${folder}/broken.jsonl`],
    ["trace", `${folder}/broken.jsonl`, "--json"],
    ["trace", `no such ${HOSTILE} file`],
    ["trace", `${folder}/broken.jsonl`, `--${HOSTILE}`],
    [HOSTILE],
    ["export", "--in", `${folder}/broken.jsonl`, "--out", `${folder}/out`, "--no-tokens"],
    ["verify", `${folder}/export`],
    ["data", "describe", "--dataset", "generic", "--data-dir", `${folder}/row`],
    ["data", "describe", "--dataset", "generic", "--data-dir", `${folder}/lines`],
    ["data", "describe", "--dataset", "generic", "--data-dir", `${folder}/${HOSTILE}`],
    ["evaluate", "--policy", `random,${HOSTILE}`],
    [
      "evaluate",
      "--index",
      `${folder}/index`,
      "--users",
      "20",
      "--items",
      "40",
      "--interactions",
      "200",
    ],
    ["serve", "--student", `${folder}/student`],
  ])("shows control characters as text: star %s %s", async (...argv) => {
    const { code, out, notes } = await star(argv);
    expect(code).toBeGreaterThan(0);
    expect(notes).not.toBe("");
    expect(`${out}${notes}`).not.toMatch(EXECUTED);
  });
});

describe("createProgress", () => {
  it("shows names and notes on one line, without control characters", () => {
    const lines: string[] = [];
    const progress = createProgress(ioOf({ note: (text) => lines.push(text) }), {
      label: `train ${HOSTILE}`,
      total: 1,
    });
    progress.start(0);
    progress.update(1, HOSTILE, `two\n${HOSTILE}lines`);
    expect(lines).toHaveLength(1);
    expect(lines[0]).not.toMatch(EXECUTED);
    expect(lines[0]).not.toContain("\n");
  });
});
