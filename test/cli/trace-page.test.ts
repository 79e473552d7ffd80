import { copyFile, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { run } from "../../src/cli/run.js";
import { teacherTrajectory } from "../distill/transcript/support.js";
import { writeTrajectories } from "../serve/traces/support.js";
import { ioOf, starWith } from "./support.js";

const RUNS = [teacherTrajectory({ id: "a" }), teacherTrajectory({ id: "b" })];

async function openFolder() {
  const { path, folder, cacheDir: STAR_CACHE_DIR } = await writeTrajectories(RUNS);
  const star = (args: readonly string[]) => starWith({ STAR_CACHE_DIR }, args);
  return { path, folder, star, environment: { STAR_CACHE_DIR } };
}

describe("star trace --html", () => {
  it("writes a page with all runs, or with one", async () => {
    const { path, folder, star } = await openFolder();
    const html = join(folder, "new", "page.html");
    const all = await star(["trace", path, "--html", html]);
    expect([all.code, all.out]).toEqual([0, expect.stringContaining(`Wrote 2 runs to ${html}`)]);
    expect(await readFile(html, "utf8")).toMatch(/^<!doctype html>/);
    const one = await star(["trace", path, "--html", html, "--id", "b", "--json"]);
    expect(JSON.parse(one.out)).toMatchObject({ html, runs: 1 });
    const selected = await star(["trace", path, "--html", html, "--rank", "2-", "--json"]);
    expect(JSON.parse(selected.out)).toMatchObject({ runs: 0 });
  });

  it("does not replace the runs, and needs a file with runs", async () => {
    const { path, folder, star } = await openFolder();
    const before = await readFile(path, "utf8");
    const same = await star(["trace", path, "--html", path]);
    expect([same.code, same.notes]).toEqual([2, expect.stringContaining("--html is")]);
    expect(await readFile(path, "utf8")).toBe(before);
    const none = await star([
      "trace",
      join(folder, "none.jsonl"),
      "--html",
      join(folder, "x.html"),
    ]);
    expect([none.code, none.notes]).toEqual([2, expect.stringContaining("There is no file")]);
  });
});

describe("star trace --dataset", () => {
  it("is for --open", async () => {
    const { path, folder, star } = await openFolder();
    const html = ["trace", path, "--html", join(folder, "x.html"), "--dataset", "synthetic"];
    for (const args of [html, ["trace", path, "--dataset", "synthetic"]]) {
      const { code, notes } = await star(args);
      expect([code, notes]).toEqual([2, expect.stringContaining("--dataset is for --open")]);
    }
  });
});

describe("star trace --open", () => {
  it("leaves selections to the page", async () => {
    const { path, star } = await openFolder();
    const { code, notes } = await star(["trace", path, "--open", "--rank", "1"]);
    expect([code, notes]).toEqual([2, expect.stringContaining("Use the conditions in the page")]);
  });

  it("is not for --html", async () => {
    const { path, folder, star } = await openFolder();
    const page = join(folder, "x.html");
    const { code, notes } = await star(["trace", path, "--open", "--html", page]);
    expect([code, notes]).toEqual([2, expect.stringContaining("one after the other")]);
  });

  it("shows two files in one list, and opens with a comparison of the runs with an id", async () => {
    const { path, folder, environment } = await openFolder();
    const other = join(folder, "other.jsonl");
    await copyFile(path, other);
    const controller = new AbortController();
    const printed: string[] = [];
    const print = (text: string) => printed.push(text);
    const io = ioOf({ print, environment, listenForInterrupt: () => controller.signal });
    const ended = run(["trace", path, other, "--open", "--json", "--id", "b"], io);
    await expect.poll(() => printed.length).toBe(1);
    const { url } = JSON.parse(printed[0] ?? "");
    expect(url).toMatch(/#\/compare\/b\/2%3Ab$/);
    const list = JSON.parse(await (await fetch(`${url.replace(/#.*/, "")}runs`)).text());
    expect([list.all, list.files]).toEqual([4, ["runs.jsonl", "other.jsonl"]]);
    controller.abort();
    expect(await ended).toBe(0);
  });

  it("serves the page until it is interrupted", async () => {
    const { path, environment } = await openFolder();
    const controller = new AbortController();
    let opened: (url: string) => void = () => {};
    const address = new Promise<string>((resolve) => {
      opened = resolve;
    });
    const print = (text: string) => opened(JSON.parse(text).url);
    const io = ioOf({ print, environment, listenForInterrupt: () => controller.signal });
    const ended = run(["trace", path, "--open", "--json", "--id", "b"], io);
    const url = await address;
    expect(url).toMatch(/#\/run\/b$/);
    const { totals } = JSON.parse(await (await fetch(`${url.replace(/#.*/, "")}runs`)).text());
    expect(totals.runs).toBe(2);
    controller.abort();
    expect(await ended).toBe(0);
    await expect(fetch(url)).rejects.toThrow();
  });
});
