import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { exportTrajectories } from "../../../../src/distill/export/export-trajectories.js";
import {
  MANIFEST_FILE,
  type Manifest,
  printManifest,
} from "../../../../src/distill/export/manifest.js";
import { verifyExport } from "../../../../src/distill/export/verify/verify-export.js";
import {
  characterMeter,
  chatOf,
  createFolder,
  manySamples,
  SETTINGS,
  writeTrajectories,
} from "../support.js";

const meter = characterMeter(1);
/** Exports 24 samples of 12 tasks and a chat, with the wrong answers of the same file as rejected ones. */
async function exportSamples() {
  const chat = chatOf([{ role: "user", content: "2 + 2?" }]);
  const path = await writeTrajectories([...manySamples(), chat]);
  const directory = join(await createFolder(), "export");
  const pairsFrom = await writeTrajectories(manySamples());
  const settings = { ...SETTINGS, maxTokens: 7000, where: "length > 10" };
  const manifest = await exportTrajectories({ path, directory, pairsFrom, meter, settings });
  const check = { directory, trajectories: path, pairsFrom, meter };
  return { manifest, check };
}

describe("the counts of a manifest", async () => {
  const { manifest, check } = await exportSamples();

  /** Verifies the export with another manifest, whose digest is correct. */
  async function verifyWith(change: (manifest: Manifest) => void) {
    const changed = structuredClone(manifest);
    change(changed);
    await writeFile(join(check.directory, MANIFEST_FILE), printManifest(changed));
    const { problems } = await verifyExport(check);
    return problems.map(({ file, message }) => [file, message]);
  }

  it("are those of the trajectories", async () => {
    // Both, one and none of the two samples of a task rank the held-out item first, for four tasks each.
    expect(manifest.samples).toMatchObject({ tasks: 12, samples: 24, successes: 12 });
    expect(manifest.samples.passAtK.map(({ value }) => value)).toEqual([0.5, 8 / 12]);
    expect(await verifyWith(() => {})).toEqual([]);
    expect(await verifyExport(check)).toMatchObject({ ok: true, skipped: [] });
  });

  it.each<[name: string, change: (manifest: Manifest) => void, message: string]>([
    ["a verdict", ({ counts }) => counts.verdicts.kept++, "14 for counts.verdicts.kept, found 13"],
    [
      "two verdicts with the same sum",
      ({ counts: { verdicts } }) => {
        verdicts.ranked_lower--;
        verdicts.too_long++;
      },
      "11 for counts.verdicts.ranked_lower, found 12",
    ],
    ["calls", ({ counts }) => counts.calls.cut_off++, "1 for counts.calls.cut_off, found 0"],
    [
      "unknown ends",
      (changed) => {
        const { verdicts, calls, rows, ...others } = changed.counts;
        changed.counts = { verdicts, calls, rows, unknownEnds: 2, ...others };
      },
      "2 for counts.unknownEnds, found 0",
    ],
    ["successes", ({ samples }) => samples.successes++, "13 for samples.successes, found 12"],
    [
      "pass@k",
      ({ samples }) => {
        samples.passAtK[0]!.value = 0.75;
      },
      '[{"k":1,"tasks":12,"value":0.75}',
    ],
    ["tokens", ({ tokens }) => tokens!.total++, "for tokens.total, found"],
    ["wrong answers", ({ pairsFrom }) => pairsFrom!.wrong++, "13 for pairsFrom.wrong, found 12"],
    ["a source", ({ sources }) => (sources[0]!.graph = "other"), "for sources, found"],
  ])("that differ are named: %s", async (_, change, message) => {
    const problems = await verifyWith(change);
    expect(problems[0]).toEqual([MANIFEST_FILE, expect.stringContaining(message)]);
  });

  it("are not compared without the file of rejected answers", async () => {
    await writeFile(join(check.directory, MANIFEST_FILE), printManifest(manifest));
    const { directory, trajectories } = check;
    const report = await verifyExport({ directory, trajectories, meter });
    expect(report).toMatchObject({ ok: true, skipped: [expect.stringContaining("--pairs-from")] });
  });
});
