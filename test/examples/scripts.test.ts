import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { readTrajectories } from "../../src/entries/recorder.js";

/** The output of a script. */
async function outputOf(script: () => Promise<unknown>): Promise<string> {
  const print = vi.spyOn(console, "log").mockImplementation(() => {});
  await script();
  return print.mock.calls.map(([line]) => `${line}\n`).join("");
}

describe("examples", { timeout: 60_000 }, () => {
  afterEach(() => vi.restoreAllMocks());

  it("01-run-teacher prints plan, questions, verdicts, ranking and the rank of the held-out item", async () => {
    const output = await outputOf(() => import("../../examples/01-run-teacher.js"));
    expect(output).toMatch(
      /^plan: .+\n(\w+, round \d: .+\n)+((accept|revise): .+\n)+(\d\. .+\n){5}The held-out item has rank \d+ of 20\.\n$/,
    );
  });

  it("02-own-agent asks its own agents", async () => {
    const output = await outputOf(() => import("../../examples/02-own-agent.js"));
    expect(output).toContain("sequel read lookup_user_history, translate_evidence\n");
    expect(output).toContain("skeptic read translate_evidence\n");
  });

  it("03-record-any-graph writes one trajectory with calls, answers and texts", async () => {
    const folder = await mkdtemp(join(tmpdir(), "star-examples-"));
    const path = join(folder, "weather.jsonl");
    vi.spyOn(process, "argv", "get").mockReturnValue(["node", "script", path]);
    const output = await outputOf(() => import("../../examples/03-record-any-graph.js"));
    const kinds = ["analysis", "tool_call", "tool_response", "analysis", "reflection"];
    expect(output.match(/(?<=: )\w+/g)).toEqual(kinds);
    const recorded: string[][] = [];
    for await (const { steps } of readTrajectories(path))
      recorded.push(steps.map(({ kind }) => kind));
    expect(recorded).toEqual([kinds]);
    await rm(folder, { recursive: true });
  });

  it("05-run-student repeats the teacher's run as one conversation with the real tools", async () => {
    const output = await outputOf(() => import("../../examples/05-run-student.js"));
    expect(output).toMatch(/^plan: .+\ncalls \w+\nreads \d+ characters\n/);
    expect(output).toMatch(/\nreflection: .+\nrecommend: \["[^]+The ranking is the same\.\n$/);
  });
});
