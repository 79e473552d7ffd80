import { afterEach, describe, expect, it, vi } from "vitest";
import { createProgress } from "../../src/cli/progress.js";
import { ioOf } from "./support.js";

afterEach(() => {
  vi.useRealTimers();
});

describe("createProgress", () => {
  it("measures the rate of a stage independently of the note", () => {
    vi.useFakeTimers({ toFake: ["performance"] });
    const notes: string[] = [];
    const io = ioOf({ note: (text) => notes.push(text) });
    const progress = createProgress(io, { label: "train", total: 10 });
    progress.start(0);
    for (let done = 1; done <= 3; done++) {
      vi.advanceTimersByTime(2000);
      progress.update(done, "", `reward ${done}`);
    }
    expect(notes.at(-1)).toBe("train reward 3 3/10, 0.5/s, 14 s left");
  });

  it.each([
    { isQuiet: false, drawn: true },
    { isQuiet: true, drawn: false },
  ])("draws a bar on a terminal: $drawn with isQuiet $isQuiet", ({ isQuiet, drawn }) => {
    const write = vi.spyOn(process.stderr, "write").mockReturnValue(true);
    const wasTerminal = process.stderr.isTTY;
    process.stderr.isTTY = true;
    try {
      const progress = createProgress(ioOf({ isTerminal: true, isQuiet }), {
        label: "x",
        total: 2,
      });
      progress.start(0);
      progress.update(1);
      progress.stop();
      expect(write.mock.calls.length > 0).toBe(drawn);
    } finally {
      process.stderr.isTTY = wasTerminal;
      write.mockRestore();
    }
  });

  it("prints a line every 10% without a terminal, starting from earlier progress", () => {
    const notes: string[] = [];
    const io = ioOf({ note: (text) => notes.push(text) });
    const progress = createProgress(io, { label: "teach", total: 40 });
    progress.start(20);
    for (let done = 21; done <= 40; done++) progress.update(done, done > 30 ? "late" : "");
    progress.stop();
    const counts = notes.map((note) => note.replace(/,.*/, ""));
    expect(counts).toEqual([
      "teach 24/40",
      "teach 28/40",
      "teach late 32/40",
      "teach late 36/40",
      "teach late 40/40",
    ]);
    expect(notes.at(-1)).toMatch(/^teach late 40\/40, [\d.]+\/s, 0 s left$/);
  });
});
