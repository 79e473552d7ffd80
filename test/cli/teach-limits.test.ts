import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { createFolder, SMALL, star } from "./support.js";

let folder: string;
let prices: string;
beforeAll(async () => {
  folder = await createFolder();
  prices = join(folder, "prices.json");
  await writeFile(prices, JSON.stringify({ offline: { input: 1, output: 2 } }));
});

/** Runs in this thread, with the runs one after the other. */
const ONE = ["--concurrency", "1", "--max-reflections", "0"];

describe("star teach with limits", () => {
  it("estimates tokens, cost and time from three tasks and writes nothing", async () => {
    const out = join(folder, "dry", "teach.jsonl");
    await mkdir(join(folder, "dry"));
    const line = ["teach", "--tasks", "9", "--dry-run", "--json", "--prices", prices, "--out", out];
    const result = await star(line, SMALL, ONE);
    const { missing, tried, inputTokens } = JSON.parse(result.out);
    expect([result.code, missing, tried.runs]).toEqual([0, 9, 3]);
    expect(inputTokens).toBe(3 * tried.usage.inputTokens);
    expect(await readdir(join(folder, "dry"))).toEqual([]);
    const text = await star(
      line.filter((word) => word !== "--json"),
      SMALL,
      ONE,
    );
    expect(text.out).toMatch(
      /9 runs .* are missing.*\n3 of them were tried: 3 completed, 0 did not/,
    );
    expect(text.out).toMatch(
      /Estimate for all 9: [\d,]+ input \+ [\d,]+ output tokens, cost 0\.\d+/,
    );
  });

  it("ends before a limit is exceeded, with exit code 1, and resumes without it", async () => {
    const out = ["--out", join(folder, "cost.jsonl")];
    const limited = await star("teach --tasks 4 --max-cost 0.000001", SMALL, ONE, out, [
      "--prices",
      prices,
    ]);
    expect(limited).toMatchObject({ code: 1, out: expect.stringContaining("exceed --max-cost") });
    expect(limited.out).toContain("1 of 4 trajectories");
    expect(await star("teach --tasks 4", SMALL, ONE, out)).toMatchObject({
      code: 0,
      out: expect.stringContaining("4 of 4 trajectories"),
    });
  });

  it.each([
    { content: "{}", reason: 'has no price of the model "offline". It has: none.' },
    { content: '{"offline":{"input":1}}', reason: "is not a table of prices" },
    { content: "no JSON", reason: "is not a table of prices" },
  ])("rejects the table of prices $content", async ({ content, reason }) => {
    const path = join(folder, "wrong.json");
    await writeFile(path, content);
    const out = ["--prices", path, "--out", join(folder, "wrong.jsonl")];
    const result = await star("teach --tasks 1 --max-cost 1", SMALL, out);
    expect(result).toMatchObject({ code: 2, notes: expect.stringContaining(reason) });
  });

  it("requires prices for a limit of the cost", async () => {
    const out = ["--out", join(folder, "none.jsonl")];
    const result = await star("teach --tasks 1 --max-cost 1", SMALL, out);
    expect(result).toMatchObject({ code: 2, notes: expect.stringContaining("--prices") });
  });
});
