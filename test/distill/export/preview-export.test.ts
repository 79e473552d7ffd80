import { readdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import type { ReasonCounts } from "../../../src/distill/export/count-export.js";
import { exportTrajectories } from "../../../src/distill/export/export-trajectories.js";
import { previewExport } from "../../../src/distill/export/preview-export.js";
import type { ExportSettings } from "../../../src/distill/export/settings.js";
import { renderLinear } from "../../../src/distill/transcript/render-linear.js";
import { toConversation } from "../../../src/distill/transcript/to-conversation.js";
import type { Trajectory } from "../../../src/trajectory/trajectory.js";
import { runRandomGraph } from "../../support/random-graphs/random-graph.js";
import {
  characterMeter,
  chatOf,
  createFolder,
  manySamples,
  sampleOf,
  SETTINGS,
  writeTrajectories,
} from "./support.js";

const meter = characterMeter(10);
/** Short and long answers to one task, with ranks 1, 4, 2 and 1, and a run that failed. */
const [first, lower, second, last, failed] = [
  sampleOf({ user: "u1", sample: 0, rank: 1 }),
  sampleOf({ user: "u1", sample: 1, rank: 4, isShort: true }),
  sampleOf({ user: "u1", sample: 2, rank: 2 }),
  sampleOf({ user: "u1", sample: 3, rank: 1, isShort: true }),
  { ...sampleOf({ user: "u1", sample: 4 }), status: "failed" as const, outcome: null },
];
const samples = [first, lower, second, last, failed];
const lengthOf = (trajectory: Trajectory) => renderLinear(toConversation(trajectory)).text.length;

async function reasonsOf(trajectories: readonly Trajectory[], settings: Partial<ExportSettings>) {
  const path = await writeTrajectories(trajectories);
  return (await previewExport({ path, meter, settings: { maxTokens: null, ...settings } })).reasons;
}

/** A reason whose rows are the transcripts of these trajectories. */
function reason(name: ReasonCounts["reason"], ...trajectories: readonly Trajectory[]) {
  const characters = trajectories.reduce((sum, one) => sum + lengthOf(one), 0);
  const rows = trajectories.length;
  return {
    reason: name,
    trajectories: rows,
    rows,
    characters,
    tokens: characters,
    trained: 10 * rows,
  };
}

const NOT_COMPLETED = { trajectories: 1, rows: 0, characters: 0, tokens: 0, trained: 0 };

describe("previewExport", () => {
  it("counts trajectories, rows, characters and tokens by reason", async () => {
    expect(await reasonsOf(samples, { keepRank: 2, where: "sample != 0" })).toEqual([
      reason("kept", second, last),
      { reason: "not_completed", ...NOT_COMPLETED },
      reason("ranked_lower", lower),
      reason("filtered_out", first),
    ]);
    expect(await reasonsOf(samples, { select: "shortest" })).toEqual([
      reason("kept", last),
      { reason: "not_completed", ...NOT_COMPLETED },
      reason("ranked_lower", lower, second),
      reason("not_selected", first),
    ]);
    expect(await reasonsOf(samples, { maxChars: lengthOf(last) })).toEqual([
      reason("kept", last),
      { reason: "not_completed", ...NOT_COMPLETED },
      // The longer one would have no row with another rank either.
      { ...reason("ranked_lower", lower), trajectories: 2 },
      reason("too_long", first),
    ]);
  });

  it("counts no tokens without a meter", async () => {
    const { reasons, tokens } = await previewExport({ path: await writeTrajectories([first]) });
    const expected = { ...reason("kept", first), tokens: null, trained: null };
    expect([reasons, tokens]).toEqual([[expected], null]);
  });

  it.each<Partial<ExportSettings>>([
    {},
    { keepRank: null, where: "rank <= 3 and samples = 2", select: "best", rows: "both" },
    { keepRank: 20, dedup: "prompt" },
    { edited: "train", rows: "conversation", where: "turns < 4" },
    { keepRank: null, select: "shortest", maxChars: 5000 },
  ])("states the counts of the manifest with %j, and writes nothing", async (given) => {
    const graphs = await Promise.all(Array.from({ length: 20 }, (_, seed) => runRandomGraph(seed)));
    const path = await writeTrajectories([
      ...manySamples(),
      chatOf([{ role: "user", content: "2 + 2?" }]),
      ...graphs.map(({ trajectory }) => trajectory),
    ]);
    const settings = { ...SETTINGS, ...given };
    const { trajectories, reasons, ...preview } = await previewExport({ path, meter, settings });
    expect(await readdir(dirname(path))).toEqual(["trajectories.jsonl"]);
    const directory = join(await createFolder(), "export");
    const manifest = await exportTrajectories({ path, directory, meter, settings });
    expect(manifest).toMatchObject(preview);
    const kept = reasons.find((one) => one.reason === "kept");
    const { counts, tokens } = manifest;
    expect([kept?.rows ?? 0, kept?.tokens ?? 0, kept?.trained ?? 0]).toEqual([
      counts.examples.train + counts.examples.validation,
      tokens?.total,
      tokens?.trained,
    ]);
    const verdicts = Object.entries(counts.verdicts).filter(([, count]) => count > 0);
    const found = reasons.filter((one) => one.trajectories > 0);
    expect(found.map((one) => [one.reason, one.trajectories])).toEqual(verdicts);
    expect(trajectories).toBe(verdicts.reduce((sum, [, count]) => sum + count, 0));
  });

  it("rejects what an export rejects", async () => {
    const tested = { ...first, task: { ...first.task!, split: "test" as const } };
    const leak = previewExport({ path: await writeTrajectories([tested]) });
    await expect(leak).rejects.toThrow(/LEAK_FOUND|test task/);
    const duplicate = previewExport({ path: await writeTrajectories([first, first]) });
    await expect(duplicate).rejects.toThrow(/Duplicate trajectory id/);
    const settings = { where: "tokens < 8" };
    const uncounted = previewExport({ path: await writeTrajectories([first]), settings });
    await expect(uncounted).rejects.toThrow(/not counted/);
  });
});
