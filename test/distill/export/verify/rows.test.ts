import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import type { Encoding } from "../../../../src/distill/export/formats/format.js";
import { verl } from "../../../../src/distill/export/formats/verl.js";
import { createRowFile } from "../../../../src/distill/export/row-file.js";
import { readRows } from "../../../../src/distill/export/verify/read-rows.js";
import { verifyExport } from "../../../../src/distill/export/verify/verify-export.js";
import type { Trajectory } from "../../../../src/trajectory/trajectory.js";
import { exportAll, manySamples, sampleOf } from "../support.js";
import { copyOf, onLines, verifyDamaged } from "./support.js";

let directory: string;
beforeAll(async () => {
  directory = await exportAll(manySamples());
});

describe("the rows of a file", () => {
  it.each([
    [
      "one is missing",
      (lines: string[]) => lines.slice(1),
      /its text differs from the linear text/,
    ],
    ["the last is missing", (lines: string[]) => lines.slice(0, -1), /the row is missing/],
    [
      "one is duplicated",
      (lines: string[]) => [...lines, lines[0]!],
      /unexpected row 9: expected 8 rows/,
    ],
    [
      "they are reversed",
      (lines: string[]) => lines.toReversed(),
      /its text differs from the linear text/,
    ],
  ])("must be complete and in order: %s", async (_, change, message) => {
    const { problems } = await verifyDamaged(directory, "openai/train.jsonl", onLines(change));
    expect(problems[0]).toMatchObject({ file: "openai/train.jsonl", row: expect.any(Number) });
    expect(problems[0]!.message).toMatch(message);
  });

  it("must have the linear text, even in a Parquet file written by another program", async () => {
    const copy = await copyOf(directory);
    const path = "verl/train.parquet";
    const encoding = verl.examples!.encoding as Encoding;
    const rows: Record<string, unknown>[] = [];
    for await (const { value } of readRows(copy, path, encoding)) {
      rows.push(value as Record<string, unknown>);
    }
    const text = JSON.stringify(rows[2], (_, entry: unknown) =>
      typeof entry === "bigint" ? Number(entry) : entry,
    );
    rows[2] = JSON.parse(text.replace("Comedies", "Tragedies"));
    await rm(join(copy, path));
    const file = await createRowFile(join(copy, path), encoding);
    await file.append({ count: rows.length, objects: rows });
    await file.close();
    const { problems } = await verifyExport({ directory: copy });
    expect(problems).toMatchObject([{ file: path, row: 3 }]);
    expect(problems[0]!.message).toMatch(/differs .* at byte \d+: expected "Comedies/);
  });
});

describe("the files of a folder", () => {
  it("must be those of the manifest", async () => {
    const copy = await copyOf(directory);
    await writeFile(join(copy, "notes.txt"), "my notes");
    await rm(join(copy, "trl/sft.py"));
    await rm(join(copy, "trl/grpo.jsonl"));
    const { problems } = await verifyExport({ directory: copy });
    const messages = Object.fromEntries(problems.map(({ file, message }) => [file, message]));
    expect(messages).toMatchObject({
      "notes.txt": "the file is not listed in the manifest",
      "trl/sft.py": "the file is missing",
      "trl/grpo.jsonl": "the row is missing",
    });
  });
});

describe("records", () => {
  const messagesOf = async (trajectory: Trajectory) => {
    const settings = { validationShare: 0, seed: 1 };
    const { problems } = await verifyExport({
      directory: await exportAll([trajectory], { settings }),
    });
    return [...new Set(problems.map(({ message }) => message))];
  };
  const withLine = (line: string): Trajectory => {
    const sample = sampleOf({ user: "u1" });
    const [{ content } = { content: "" }] = sample.prompt;
    const extended = content.replace("Earlier choices: 8", `Earlier choices: 8\n${line}`);
    return { ...sample, prompt: [{ role: "user", content: extended }] };
  };

  it("have no problem without a leak", async () => {
    expect(
      await messagesOf(withLine('Latest choices, oldest first: [3] "Past 3" (Comedy)')),
    ).toEqual([]);
  });

  it("must not contain the answer in the history", async () => {
    const line = 'Latest choices, oldest first: [12] "Film 12" (Drama)';
    expect(await messagesOf(withLine(line))).toEqual([
      `leak: the user's history contains the candidate "12"`,
    ]);
  });

  it("must not name the answer", async () => {
    expect(await messagesOf(withLine("held_out: 12"))).toEqual([
      "leak: a user message names the held-out item as such",
    ]);
  });

  it("must belong to their user", async () => {
    const sample = sampleOf({ user: "u1" });
    const task = { ...sample.task!, userId: "u2" };
    expect(await messagesOf({ ...sample, task })).toEqual([
      'its id does not contain the user "u2"',
    ]);
  });

  it.each([
    "user29@example.com",
    "Zoë",
    "a/b",
    "a b+c",
    "100%",
    "%41",
    "#1",
    "?x=1&y=2",
    "推荐",
    "😀",
    "..",
  ])("may belong to the user %s", async (user) => {
    const sample = sampleOf({ user: encodeURIComponent(user) });
    const task = { ...sample.task!, userId: user };
    expect(await messagesOf({ ...sample, task })).toEqual([]);
  });

  it("may have ids that name no user", async () => {
    const sample = sampleOf({ user: "u1" });
    const task = { ...sample.task!, id: "task 1" };
    expect(await messagesOf({ ...sample, id: "run 1", task })).toEqual([]);
  });

  it("must be in the split that the seed assigns to their user", async () => {
    const copy = await copyOf(directory);
    const path = join(copy, "manifest.json");
    const text = await readFile(path, "utf8");
    await writeFile(path, text.replace('"seed": 1', '"seed": 2'));
    const { problems } = await verifyExport({ directory: copy });
    expect(problems.map(({ message }) => message).join()).toMatch(
      /it is in the train split, but its user belongs to the validation split/,
    );
  });

  it("must have distinct tools with an object schema", async () => {
    const sample = sampleOf({ user: "u1" });
    const [tool] = sample.tools;
    const bare = { ...tool!, function: { ...tool!.function, name: "bare", parameters: {} } };
    expect(await messagesOf({ ...sample, tools: [...sample.tools, tool!, bare] })).toEqual([
      'the tool "translate_evidence" is listed twice',
      'the schema of the tool "bare" is not of type object',
    ]);
  });
});
