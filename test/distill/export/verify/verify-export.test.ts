import { beforeAll, describe, expect, it } from "vitest";
import {
  FORMAT_NAMES,
  ALL_FORMATS,
  listTables,
} from "../../../../src/distill/export/formats/index.js";
import { verifyExport } from "../../../../src/distill/export/verify/verify-export.js";
import type { StarError } from "../../../../src/errors.js";
import { listFiles } from "../../../../src/files.js";
import { exportAll, manySamples } from "../support.js";
import { flip, verifyDamaged } from "./support.js";

let directory: string;
let files: string[];
beforeAll(async () => {
  directory = await exportAll(manySamples());
  files = await listFiles(directory);
});

const ROW_FILES = ALL_FORMATS.flatMap(listTables).flatMap((table) => Object.values(table.files));

/** Changes the first checksum of a manifest. */
const flipChecksum = (bytes: Buffer) => flip(bytes.indexOf('"sha256": "') + 11)(bytes);

describe("verifyExport", () => {
  it("finds no problem in an export with every format and kind of record", async () => {
    expect(await verifyExport({ directory })).toEqual({
      directory,
      ok: true,
      formats: [...FORMAT_NAMES],
      files: files.length,
      rows: { examples: 12, prompts: 12, pairs: 4 },
      problems: [],
      problemsInAll: 0,
      provenance: null,
      skipped: [],
    });
    expect(files).toEqual(expect.arrayContaining(ROW_FILES));
  });

  it("reports file and position of any changed byte, even if all checksums are updated", async () => {
    for (const [number, path] of files.entries()) {
      const share = (0.1 + 0.37 * number) % 1;
      // Any other byte of the manifest can make it invalid JSON, which is an error of its own.
      const change = path === "manifest.json" ? flipChecksum : flipAt(share);
      const { ok, problems } = await verifyDamaged(directory, path, change);
      const { file, row, byte } = problems[0]!;
      expect({ ok, file }, path).toEqual({ ok: false, file: path });
      expect(byte ?? row, `${path} at ${share}: ${problems[0]!.message}`).not.toBeNull();
    }
  });

  it("describes a changed byte", async () => {
    const change = (bytes: Buffer) => bytes.toString("latin1").replace("Comedies", "Tragedies");
    const { problems } = await verifyDamaged(directory, "axolotl/train.jsonl", change);
    expect(problems).toEqual([
      {
        file: "axolotl/train.jsonl",
        row: 1,
        id: "films/classic/train/u0/8/0/1/0",
        byte: expect.any(Number),
        message: expect.stringMatching(
          /^its text differs from the linear text at byte \d+: expected "Comedies .*, found "Tragedies /,
        ),
      },
    ]);
  });

  it("distinguishes changed linear text from changed rows of trainers", async () => {
    const change = (bytes: Buffer) => bytes.toString("latin1").replace("Comedies", "Tragedies");
    const { problems } = await verifyDamaged(directory, "linear.jsonl", change);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ file: "linear.jsonl", row: 1, byte: expect.any(Number) });
    expect(problems[0]!.message).toMatch(/the trainers' rows .*expected "Comedies/);
  });

  it.each([
    ["a setting", '"keepRank": 1', '"keepRank": 2', "differs at byte"],
    [
      "a count",
      '"single-agent": 12',
      '"single-agent": 11',
      "the manifest states 11 single-agent rows, found 12",
    ],
    ["invalid JSON", "{", "[", "is not a valid export manifest"],
  ])("reports a changed manifest: %s", async (_, from, to, message) => {
    const change = (bytes: Buffer) => bytes.toString("utf8").replace(from, to);
    const report = await verifyDamaged(directory, "manifest.json", change).catch(
      (error: StarError) => ({
        ok: false,
        problems: [{ file: "manifest.json", message: error.message }],
      }),
    );
    expect(report.problems.map(({ file }) => file)).toContain("manifest.json");
    expect(report.problems.map((problem) => problem.message).join()).toContain(message);
  });

  it("reports a changed manifest entry and not the file it describes", async () => {
    const change = (bytes: Buffer) =>
      bytes.toString("utf8").replace(/"sha256": "./g, '"sha256": "g');
    const { problems } = await verifyDamaged(directory, "manifest.json", change);
    expect(new Set(problems.map(({ file }) => file))).toEqual(new Set(["manifest.json"]));
    expect(problems[0]).toMatchObject({ byte: expect.any(Number) });
  });

  it("finds a changed byte that no reader notices", async () => {
    const change = (bytes: Buffer) => bytes.toString("utf8").replace('"id":', '"id": ');
    const { problems } = await verifyDamaged(directory, "trl/train.jsonl", change);
    expect(problems).toMatchObject([{ file: "trl/train.jsonl", byte: 6 }]);
  });
});

const flipAt = (share: number) => (bytes: Buffer) => flip(Math.floor(share * bytes.length))(bytes);
