import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";

describe("04-record-a-supervisor", () => {
  const argv = process.argv;
  afterEach(() => {
    process.argv = argv;
    vi.restoreAllMocks();
  });

  it("writes one line in which every handoff is answered", async () => {
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
    await rm(folder, { recursive: true });
  });
});
