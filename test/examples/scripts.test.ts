import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readTrajectories } from "../../src/recorder.js";

const run = promisify(execFile);

/** Runs a script on the sources: its `langgraph-star` is `src`. */
async function runExample(name: string, ...more: string[]): Promise<string> {
  const script = ["--import", "tsx", join("examples", name), ...more];
  const env = { ...process.env, TSX_TSCONFIG_PATH: join("examples", "tsconfig.json") };
  return (await run(process.execPath, script, { env })).stdout;
}

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "star-examples-"));
});
afterAll(() => rm(folder, { recursive: true }));

describe("examples", { timeout: 60_000 }, () => {
  it("01-run-teacher shows plan, questions, verdict and ranking", async () => {
    const output = await runExample("01-run-teacher.ts");
    expect(output).toMatch(
      /^plan: .+\n(\w+, round \d: .+\n)+((accept|revise): .+\n)+(\d\. .+\n){5}What .+ place \d+ of 20\.\n$/,
    );
  });

  it("02-own-agent asks the agents it brings", async () => {
    const output = await runExample("02-own-agent.ts");
    expect(output).toContain("sequel read lookup_user_history, translate_evidence\n");
    expect(output).toContain("skeptic read translate_evidence\n");
  });

  it("03-record-any-graph writes one line that says what was called, answered and thought", async () => {
    const path = join(folder, "weather.jsonl");
    const output = await runExample("03-record-any-graph.ts", path);
    const kinds = ["analysis", "tool_call", "tool_response", "analysis", "reflection"];
    expect(output.match(/(?<=: )\w+/g)).toEqual(kinds);
    for await (const { steps } of readTrajectories(path)) {
      expect(steps.map(({ kind }) => kind)).toEqual(kinds);
    }
  });
});
