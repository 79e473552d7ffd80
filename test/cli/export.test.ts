import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { formatPreview } from "../../src/cli/export-text.js";
import { createFolder, SMALL, star } from "./support.js";

let folder: string;
let taught: string;
beforeAll(async () => {
  folder = await createFolder();
  taught = join(folder, "teacher.jsonl");
  await star("teach --split train --tasks 8 --samples 2 --temperature 1", SMALL, ["--out", taught]);
});

describe("star export", () => {
  it("reports exported and dropped trajectories and the trained tokens by part", async () => {
    const { code, out } = await star("export --keep-rank 5", ["--in", taught, "--out", at("all")]);
    expect(code).toBe(0);
    expect(out).toMatch(
      /^\d+ of 16 trajectories were exported to .*\(linear, trl, .*\); dropped: /,
    );
    expect(out).toMatch(/trained \d+ \(\d+\.\d%\)/);
    expect(out).toMatch(/plan .*%, analysis .*%, calls .*%, reflection .*%, recommend .*%/);
  });

  it("skips counting tokens with --no-tokens, and prints the manifest", async () => {
    const paths = ["--in", taught, "--out", at("trl")];
    const { out } = await star("export --no-tokens --format trl --keep-rank 5 --json", paths);
    expect(JSON.parse(out)).toMatchObject({
      trajectories: 16,
      tokens: null,
      settings: { formats: ["trl"], maxTokens: null, keepRank: 5 },
    });
  });

  it("selects by condition, one sample per task, and states pass@k", async () => {
    const flags = ["--where", "rank <= 20 and sample >= 0", "--select", "best"];
    const paths = ["--in", taught, "--out", at("best")];
    const { out } = await star("export --no-tokens --json", flags, paths);
    const { counts, samples, settings } = JSON.parse(out);
    expect(counts.verdicts).toMatchObject({ kept: 8, not_selected: 8, ranked_lower: 0 });
    expect(settings).toMatchObject({ keepRank: null, select: "best", where: flags[1] });
    expect(samples).toMatchObject({ tasks: 8, samples: 16 });
    expect(samples.passAtK.map(({ k }: { k: number }) => k)).toEqual([1, 2]);
    expect(await star("verify", ["--in", taught, at("best")])).toMatchObject({ code: 0 });
  });

  it("says why nothing was exported, and that nothing was compared", async () => {
    const flags = ["--where", "rank > 99", "--no-tokens", "--in", taught];
    const { out } = await star("export --format trl", flags, ["--out", at("nothing")]);
    expect(out).toMatch(
      /^0 of 16 trajectories .*: 16 filtered_out\.\nfiltered_out: The condition of --where does not hold\.\n/,
    );
    const { out: verified } = await star("verify", ["--in", taught, at("nothing")]);
    expect(verified).toMatch(/\nIt has no examples: no trained reply was compared\.$/);
  });

  it("counts rows and tokens by reason with --dry-run, and writes and removes nothing", async () => {
    const flags = ["--where", "rank <= 20 and sample >= 0", "--select", "best", "--in", taught];
    const left = at("dry.99999999.partial");
    await mkdir(left);
    const before = await readdir(folder);
    const { code, out } = await star("export --dry-run --format trl", flags, ["--out", at("dry")]);
    expect(code).toBe(0);
    expect(out).toMatch(
      /^Nothing was written. 8 of 16 trajectories would be exported to .*\(trl\)/,
    );
    expect(out).toMatch(/\n +trajectories  rows  tokens  trained\nkept +8 +8 +\d+ +\d+\n/);
    expect(out).toMatch(/\nnot_selected +8 +8 +\d+ +\d+\nTraining \+ validation/);
    expect(await readdir(folder)).toEqual(before);
    const counted = JSON.parse((await star("export --dry-run --json --no-tokens", flags)).out);
    expect(counted).toMatchObject({ dryRun: true, trajectories: 16, tokens: null });
    expect(counted.reasons).toMatchObject([
      { reason: "kept", trajectories: 8, rows: 8, tokens: null },
      { reason: "not_selected", trajectories: 8, rows: 8, tokens: null },
    ]);
    const unnamed = await star("export", flags);
    expect(unnamed).toMatchObject({ code: 2, notes: expect.stringContaining("--out") });
  });

  it("says why tokens were not counted once, before the work", async () => {
    const preview = JSON.parse(
      (await star("export --dry-run --json --no-tokens --in", [taught])).out,
    );
    const hint = "Counting needs the package x. Install it with: npm install x";
    const lines = formatPreview({ ...preview, tokensUnavailable: hint }).split("\n");
    expect(lines.at(-1)).toBe("Tokens were not counted.");
    expect(formatPreview(preview).split("\n").at(-1)).toBe(
      "Tokens were not counted: disabled by --no-tokens.",
    );
  });

  it("pairs the wrong answers of another file", async () => {
    const flags = ["--in", taught, "--pairs-from", taught, "--rejected", "rank > 10"];
    const { code, out } = await star("export --dry-run --no-tokens", flags);
    expect(code).toBe(0);
    expect(out).toMatch(
      /Rejected answers: \d+ pairs of \d+ wrong answers to these tasks, among 16/,
    );
    const missing = ["--in", taught, "--pairs-from", at("none.jsonl")];
    const rejected = await star("export --dry-run", missing);
    expect(rejected).toMatchObject({ code: 2, notes: expect.stringContaining("none.jsonl") });
  });

  it("removes what a killed export left, and reports results that star teach has not placed", async () => {
    // No system gives a process this number.
    const left = at("again.99999999.partial");
    await mkdir(left);
    await writeFile(`${taught}.pending`, "");
    const paths = ["--in", taught, "--out", at("again")];
    const { code, notes } = await star("export --no-tokens --format trl", paths);
    await rm(`${taught}.pending`);
    expect([code, existsSync(left)]).toEqual([0, false]);
    expect(notes).toContain(`${taught}.pending contains results that are not in ${taught} yet`);
  });

  it("keeps the default rank where the condition is about something else", async () => {
    const paths = ["--in", taught, "--out", at("default")];
    const { out } = await star("export --no-tokens --json --where", ["sample >= 0"], paths);
    expect(JSON.parse(out)).toMatchObject({ settings: { keepRank: 1 } });
  });

  it("rejects a condition with its position, and one on tokens that are not counted", async () => {
    const paths = ["--in", taught, "--out", at("never")];
    const wrong = await star("export --no-tokens --where", ["rank <= 3 and lenght < 8"], paths);
    expect(wrong).toMatchObject({ code: 2, notes: expect.stringContaining("character 15") });
    const tokens = await star("export --no-tokens --where", ["tokens < 8"], paths);
    expect(tokens).toMatchObject({ code: 2, notes: expect.stringContaining("not counted") });
  });

  it("drops rows over the limit", async () => {
    const paths = ["--in", taught, "--out", at("short")];
    const { out } = await star("export --max-tokens 10 --keep-rank 20 --json", paths);
    expect(JSON.parse(out).counts.verdicts).toMatchObject({ kept: 0, too_long: 16 });
  });

  it("rejects a student's template that cannot be had, and formats that do not contain it", async () => {
    const paths = ["--in", taught, "--out", at("student")];
    const phi = await star("export --student-template phi-4", paths);
    expect(phi).toMatchObject({ code: 1, notes: expect.stringContaining("DEPENDENCY_MISSING") });
    const python = await star("export --student-template qwen3.6 --python /no/python", paths);
    expect(python).toMatchObject({ code: 1, notes: expect.stringContaining("--python") });
    const format = await star("export --student-template qwen3.6 --format verl", paths);
    expect(format).toMatchObject({ code: 2, notes: expect.stringContaining("formats verl") });
    const variables = await star("export --template-variables [1]", paths);
    expect(variables).toMatchObject({ code: 2, notes: expect.stringContaining("JSON object") });
  });

  it("rejects test tasks, a foreign output folder and a missing file", async () => {
    const tested = at("test.jsonl");
    await star("teach --tasks 1", SMALL, ["--out", tested]);
    const leak = await star("export", ["--in", tested, "--out", at("leak")]);
    expect(leak).toMatchObject({ code: 1, notes: expect.stringContaining("LEAK_FOUND") });
    expect((await star("export --any-split", ["--in", tested, "--out", at("leak")])).code).toBe(0);
    const foreign = await star("export", ["--in", taught, "--out", folder]);
    expect(foreign).toMatchObject({ code: 1, notes: expect.stringContaining("FILE_EXISTS") });
    const missing = await star("export", ["--in", at("none.jsonl"), "--out", at("none")]);
    expect(missing).toMatchObject({ code: 2, notes: expect.stringContaining("none.jsonl") });
  });
});

describe("star verify", () => {
  it("accepts an export, and reports file, row and byte of a later change", async () => {
    const out = at("verified");
    await star("export --format openai --keep-rank 5", ["--in", taught, "--out", out]);
    const valid = await star("verify", [out]);
    expect(valid).toMatchObject({ code: 0, out: expect.stringContaining("byte for byte") });
    const file = join(out, "openai/train.jsonl");
    await writeFile(file, (await readFile(file, "utf8")).replace("Candidates:", "candidates:"));
    const changed = await star("verify", [out]);
    expect(changed.code).toBe(1);
    expect(changed.out).toMatch(/openai\/train\.jsonl, row 1 .* at byte \d+: expected "Candidates/);
    expect(JSON.parse((await star("verify --json", [out])).out)).toMatchObject({ ok: false });
  });

  it("rejects a folder that is not an export", async () => {
    expect(await star("verify", [folder])).toMatchObject({
      code: 1,
      notes: expect.stringContaining("EXPORT_INVALID"),
    });
  });
});

const at = (name: string) => join(folder, name);
