import { describe, expect, it } from "vitest";
import { createProgress } from "../../src/cli/progress.js";
import { ioOf } from "./support.js";

describe("createProgress", () => {
  it("says a line every tenth of the way where nobody watches, from where the work stands", () => {
    const notes: string[] = [];
    const io = ioOf({ note: (text) => notes.push(text) });
    const progress = createProgress(io, { label: "teach", total: 40 });
    progress.start(20);
    for (let done = 21; done <= 40; done++) progress.update(done, done > 30 ? "late" : "");
    progress.stop();
    const places = notes.map((note) => note.replace(/,.*/, ""));
    expect(places).toEqual([
      "teach 24/40",
      "teach 28/40",
      "teach late 32/40",
      "teach late 36/40",
      "teach late 40/40",
    ]);
    expect(notes.at(-1)).toMatch(/^teach late 40\/40, [\d.]+\/s, 0 s left$/);
  });
});
