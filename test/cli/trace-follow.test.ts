import { appendFile, rename, rm, writeFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { run } from "../../src/cli/run.js";
import { toTrajectoryLine } from "../../src/trajectory/trajectory-line.js";
import { teacherTrajectory } from "../distill/transcript/support.js";
import { writeTrajectories } from "../serve/traces/support.js";
import { ioOf, starWith } from "./support.js";

const line = (id: string, change = {}) => toTrajectoryLine(teacherTrajectory({ id, ...change }));

/** Starts `star trace FILE --follow`; `printed` waits for a number of lines. */
async function follow(...flags: readonly string[]) {
  const { path, cacheDir: STAR_CACHE_DIR } = await writeTrajectories([
    teacherTrajectory({ id: "a" }),
  ]);
  const [out, notes]: [string[], string[]] = [[], []];
  const controller = new AbortController();
  const io = ioOf({
    print: (text) => out.push(text),
    note: (text) => notes.push(text),
    environment: { STAR_CACHE_DIR },
    listenForInterrupt: () => controller.signal,
  });
  const begin = () => {
    const ended = run(["trace", path, "--follow", ...flags], io);
    const stop = () => (controller.abort(), ended);
    return { ended, stop };
  };
  const printed = (count: number) => expect.poll(() => out.length, { timeout: 20_000 }).toBe(count);
  const noted = (text: string) =>
    expect.poll(() => notes.join("\n"), { timeout: 20_000 }).toContain(text);
  return { path, out, notes, begin, printed, noted };
}

describe("star trace --follow", () => {
  it("prints a line for each new trajectory, until Ctrl-C", async () => {
    const { path, out, begin, printed, noted } = await follow();
    const { stop } = begin();
    await noted(`${path} has 1 trajectories.`);
    const text = line("b");
    await appendFile(path, text.slice(0, 100));
    await appendFile(
      path,
      `${text.slice(100)}${line("c", { status: "failed", error: "no model" })}`,
    );
    await printed(2);
    expect(out[0]).toContain("b");
    expect(out[1]).toContain("failed");
    expect(await stop()).toBe(0);
  });

  it("prints what conditions select as JSON lines, and notes what cannot be read", async () => {
    const { path, out, begin, printed, noted } = await follow("--failed", "--json");
    const { stop } = begin();
    await noted("New ones follow");
    await appendFile(path, `${line("b")}nonsense\n${line("c", { status: "failed", error: "x" })}`);
    await printed(1);
    await noted("Run 3 of the file");
    expect(JSON.parse(out[0] ?? "")).toMatchObject({ id: "c", status: "failed", error: "x" });
    expect(await stop()).toBe(0);
  });

  it("waits for a file, and notices one that was replaced", async () => {
    const { path, out, begin, printed, noted } = await follow("--json");
    await rm(path);
    const { stop } = begin();
    await noted("has 0 trajectories");
    await writeFile(path, line("a"));
    await printed(1);
    await writeFile(`${path}.new`, line("b") + line("a"));
    await rename(`${path}.new`, path);
    await printed(2);
    await noted("was replaced or truncated");
    expect(out.map((text) => JSON.parse(text).id)).toEqual(["a", "b"]);
    expect(await stop()).toBe(0);
  });

  it.each([["--list"], ["--id", "a"], ["--html", "x.html"]])(
    "is for one file and not with %s",
    async (...flags) => {
      const { path } = await follow();
      const { code, notes } = await starWith({}, ["trace", path, "--follow", ...flags]);
      expect([code, notes]).toEqual([2, expect.stringContaining("--follow takes one file")]);
    },
  );

  it("serves the page with the newest run first, also before there is a file", async () => {
    const { path, out, begin, printed } = await follow("--open", "--json");
    await rm(path);
    const { stop } = begin();
    await printed(1);
    const { url } = JSON.parse(out[0] ?? "");
    expect(url).toMatch(/#\/\?descending=true$/);
    const list = async () =>
      JSON.parse(await (await fetch(`${url.replace(/#.*/, "")}runs`)).text());
    expect((await list()).all).toBe(0);
    await writeFile(path, line("a"));
    expect((await list()).all).toBe(1);
    expect(await stop()).toBe(0);
  });
});
