import { appendFile, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  listTrajectoryIds,
  openTrajectoryFile,
  readTrajectories,
  type Step,
  type Trajectory,
} from "../../src/entries/recorder.js";

let folder: string;
let count = 0;
const newPath = () => join(folder, "below", `${++count}.jsonl`);
beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), "trajectories-"))));
afterAll(() => rm(folder, { recursive: true }));

function trajectory(id: string, steps: Step[] = []): Trajectory {
  return {
    schema: "star.trajectory/1",
    id,
    task: null,
    sample: 0,
    source: { graph: "g", fingerprint: "f", models: [], temperature: null },
    prompt: [],
    tools: [],
    steps,
    usage: { modelCalls: 0, inputTokens: 0, outputTokens: 0 },
    outcome: null,
    status: "completed",
    error: null,
  };
}

async function write(path: string, ...trajectories: Trajectory[]): Promise<number> {
  const file = await openTrajectoryFile(path);
  for (const entry of trajectories) await file.append(entry);
  await file.close();
  return file.cutBytes;
}

async function read(path: string): Promise<Trajectory[]> {
  const all: Trajectory[] = [];
  for await (const one of readTrajectories(path)) all.push(one);
  return all;
}

/** Characters that end lines, close quotes or break encodings. */
const hostile = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.constantFrom("\u2028", "\u2029\n\r", "\u0085", '"}\n{', "\uD800", "\0", "\\u2028", "</plan>"),
);

describe("a trajectory file", () => {
  it("reads back any written text", async () => {
    const place = { agent: "", node: "n", round: 1 };
    const step = fc.oneof(
      hostile.map((content): Step => ({ kind: "plan", content, ...place })),
      fc
        .record({ name: hostile, key: hostile, value: hostile })
        .filter(({ key }) => key !== "__proto__")
        .map(({ name, key, value }): Step => {
          const parameters = { [key]: [value, { [key]: value }] };
          return { kind: "tool_call", callId: "call_1", name, arguments: parameters, ...place };
        }),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(step, { maxLength: 4 }), { maxLength: 4 }),
        async (all) => {
          const path = newPath();
          const written = all.map((steps, index) => trajectory(`${index}`, steps));
          await write(path, ...written);
          expect(await read(path)).toEqual(written);
          expect((await readFile(path, "utf8")).split(/[\n\u2028\u2029]/)).toHaveLength(
            all.length + 1,
          );
        },
      ),
      { numRuns: 60 },
    );
  });

  it("appends, also in concurrent calls", async () => {
    const path = newPath();
    await write(path, trajectory("first"));
    const file = await openTrajectoryFile(path);
    const ids = Array.from({ length: 20 }, (_, index) => `${index}`);
    await Promise.all(ids.map((id) => file.append(trajectory(id))));
    await file.close();
    expect((await read(path)).map(({ id }) => id)).toEqual(["first", ...ids]);
  });

  it("loses at most an incomplete last line", async () => {
    const path = newPath();
    expect(await write(path, trajectory("one"), trajectory("two"))).toBe(0);
    await appendFile(path, '{"schema": "star.tra');
    expect(await write(path, trajectory("three"))).toBe(20);
    expect(await listTrajectoryIds(path)).toEqual(new Set(["one", "two", "three"]));
  });

  it("keeps a last line that lacks only its newline", async () => {
    const path = newPath();
    await write(path, trajectory("one"));
    await appendFile(path, JSON.stringify(trajectory("two")));
    expect(await write(path, trajectory("three"))).toBe(0);
    expect(await listTrajectoryIds(path)).toEqual(new Set(["one", "two", "three"]));
  });

  it.each([
    { what: "a text", content: "first\nlast line of my notes" },
    { what: "a text of one line", content: "no newline" },
    { what: "other JSON Lines", content: '{"a":1}\n{"a":2}\n' },
    { what: "one incomplete line of JSON", content: '{"a":1' },
    { what: "notes behind a trajectory", content: `${JSON.stringify(trajectory("a"))}\nmy notes` },
  ])("is not opened, and not changed, if it contains $what", async ({ content }) => {
    const path = newPath();
    await write(path);
    await writeFile(path, content);
    await expect(openTrajectoryFile(path)).rejects.toMatchObject({ code: "FILE_EXISTS" });
    expect(await readFile(path, "utf8")).toBe(content);
    expect(await readdir(dirname(path))).not.toContain(`${basename(path)}.lock`);
  });

  it("is open once at a time", async () => {
    const path = newPath();
    const file = await openTrajectoryFile(path);
    await expect(openTrajectoryFile(path)).rejects.toMatchObject({ code: "FILE_IN_USE" });
    await file.close();
    await write(path, trajectory("one"));
  });

  it("reports file, line and reason of an invalid line", async () => {
    const path = newPath();
    await write(path, trajectory("one"));
    await appendFile(path, '\n{"schema": "star.trajectory/1", "id": "two"}\n');
    await expect(read(path)).rejects.toThrow(`Line 3 of ${path} is not a valid trajectory`);
    await expect(read(path)).rejects.toThrow("Correct or delete the line");
    expect(await listTrajectoryIds(path)).toEqual(new Set(["one", "two"]));
    await writeFile(path, "no JSON\n");
    await expect(listTrajectoryIds(path)).rejects.toThrow(
      `Line 1 of ${path} is not a valid trajectory`,
    );
  });

  it("cannot be read if it does not exist", async () => {
    await expect(read(join(folder, "nowhere.jsonl"))).rejects.toThrow("ENOENT");
  });
});
