import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { createFolder, SMALL, star } from "./support.js";

let folder: string;
let taught: string;
beforeAll(async () => {
  folder = await createFolder();
  taught = join(folder, "teacher.jsonl");
  await star("teach --split train --tasks 2", SMALL, ["--out", taught]);
});

const at = (name: string) => join(folder, name);

describe("star convert", () => {
  it("writes ATIF documents and reads them as the same trajectories", async () => {
    const written = await star("convert", [taught, "--to", "atif", "--out", at("atif")]);
    expect(written).toMatchObject({ code: 0, out: expect.stringContaining("2 files") });
    const files = (await readdir(at("atif"))).map((name) => join(at("atif"), name));
    const [first] = await Promise.all(files.map((file) => readFile(file, "utf8")));
    expect(JSON.parse(first!)).toMatchObject({ schema_version: "ATIF-v1.7" });

    const back = at("back.jsonl");
    const read = await star("convert --to trajectories --json", [...files, "--out", back]);
    expect(JSON.parse(read.out)).toMatchObject({ trajectories: 2, missing: {} });
    const settings = "export --format trl --keep-rank 20 --no-tokens --rows both";
    await star(settings, ["--in", taught, "--out", at("direct")]);
    await star(settings, ["--in", back, "--out", at("through-atif")]);
    const rows = (name: string) => readFile(join(at(name), "linear.jsonl"), "utf8");
    expect(await rows("through-atif")).toBe(await rows("direct"));
  });

  it("writes one session trace for each conversation", async () => {
    const flags = "convert --to session-traces --harness my-agent --json";
    const { out } = await star(flags, [taught, "--out", at("traces")]);
    const names = await readdir(at("traces"));
    expect(names).toHaveLength(JSON.parse(out).files);
    expect(names.length).toBeGreaterThan(2);
    const lines = (await readFile(join(at("traces"), names[0]!), "utf8")).trimEnd().split("\n");
    const [header, ...messages] = lines.map((line) => JSON.parse(line));
    expect(header).toMatchObject({ type: "session", harness: "my-agent" });
    expect(new Set(messages.map(({ type }) => type))).toEqual(new Set(["message"]));
    expect(messages.at(-1).message).toMatchObject({ role: "assistant", model: "offline" });
  });

  it.each([
    ["langsmith", "langsmith-python.jsonl", ["completed", "failed", "failed", "completed"]],
    ["spans", "openinference-python.jsonl", ["completed", "failed", "failed", "completed"]],
  ])("reads traces of %s, which are exported and verified", async (from, file, statuses) => {
    const out = at(`${from}.jsonl`);
    const source = fileURLToPath(new URL(`../trajectory/import/fixtures/${file}`, import.meta.url));
    const command = [source, "--from", from, "--to", "trajectories", "--out", out];
    const read = await star("convert", command);
    expect(read).toMatchObject({ code: 0, out: expect.stringContaining("4 trajectories") });
    const lines = (await readFile(out, "utf8")).trimEnd().split("\n");
    const imported = lines.map((line) => JSON.parse(line));
    expect(imported.map(({ status }) => status)).toEqual(statuses);
    expect(imported[0].source).toMatchObject({ fingerprint: from, temperature: null });
    await star("export --format openai --no-tokens", ["--in", out, "--out", at(`${from}-rows`)]);
    const verified = await star("verify", [at(`${from}-rows`), "--in", out]);
    expect(verified.code).toBe(0);
    const again = await star("convert --json", command);
    expect(JSON.parse(again.out)).toMatchObject({ trajectories: 0, known: 4 });
    expect((await readFile(out, "utf8")).trimEnd().split("\n")).toEqual(lines);
  });

  it("refuses a folder with files, a missing file and a document that is not ATIF", async () => {
    const full = await star("convert --to atif", [taught, "--out", folder]);
    expect(full).toMatchObject({ code: 1, notes: expect.stringContaining("FILE_EXISTS") });
    const missing = await star("convert --to atif", [at("none.jsonl"), "--out", at("none")]);
    expect(missing.code).toBe(2);
    await writeFile(at("broken.json"), "{");
    for (const file of [at("broken.json"), taught]) {
      const broken = await star("convert --to trajectories", [file, "--out", at("broken.jsonl")]);
      expect(broken).toMatchObject({
        code: 1,
        notes: expect.stringContaining("TRAJECTORY_INVALID"),
      });
    }
  });
});
