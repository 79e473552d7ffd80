import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { exportTrajectories } from "../../src/distill/export/export-trajectories.js";
import { verifyExport } from "../../src/distill/export/verify/verify-export.js";

describe("04-record-a-supervisor", () => {
  const argv = process.argv;
  afterEach(() => {
    process.argv = argv;
    vi.restoreAllMocks();
  });

  it("writes one trajectory in which every handoff is answered, and which exports as the conversations of its agents", async () => {
    const folder = await mkdtemp(join(tmpdir(), "star-supervisor-"));
    const path = join(folder, "travel.jsonl");
    process.argv = ["node", "04-record-a-supervisor.ts", path];
    const print = vi.spyOn(console, "log").mockImplementation(() => {});
    await import("../../examples/04-record-a-supervisor.js");
    const handoff = ["analysis", "tool_call", "tool_response"].map((kind) => `supervisor: ${kind}`);
    const looks = ["tool_call", "tool_call", "tool_response", "tool_response", "analysis"];
    expect(print.mock.calls.flat()).toEqual([
      ...handoff,
      ...looks.map((kind) => `scout: ${kind}`),
      ...handoff,
      "writer: analysis",
      "supervisor: analysis",
    ]);
    expect((await readFile(path, "utf8")).match(/\n/g)).toHaveLength(1);

    const directory = join(folder, "export");
    await exportTrajectories({ path, directory, settings: { formats: ["trl"] } });
    const lines = (await readFile(join(directory, "linear.jsonl"), "utf8")).trim().split("\n");
    const rows = lines.map((line): { agent: string; text: string } => JSON.parse(line));
    expect(rows.map(({ agent }) => agent)).toEqual([
      ...Array.from({ length: 3 }, () => "supervisor/agent"),
      "scout/model_request",
    ]);
    // The scout answers before the supervisor goes on.
    expect(rows[1]?.text).toMatch(/The 9:05, and the Mill\.[\s\S]*Now the text\./);
    expect(await verifyExport({ directory })).toMatchObject({ ok: true });
    await rm(folder, { recursive: true });
  });
});
