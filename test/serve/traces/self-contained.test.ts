import { createHash } from "node:crypto";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { openTraceStore } from "../../../src/serve/traces/index/trace-store.js";
import { renderTracePage } from "../../../src/serve/traces/render-trace-page.js";
import { writeTracePage } from "../../../src/serve/traces/self-contained.js";
import { teacherTrajectory } from "../../distill/transcript/support.js";
import { HOSTILE, writeTrajectories } from "./support.js";

async function writePage(ids: readonly string[], only?: readonly string[]) {
  const { path, cacheDir } = await writeTrajectories(
    ids.map((id) => teacherTrajectory({ id, error: HOSTILE, status: "failed" })),
  );
  return writeTracePage({ store: await openTraceStore(path, { cacheDir }), ids: only });
}

const blocksOf = (html: string) =>
  Array.from(
    html.matchAll(/<script type="application\/octet-stream" id="([\w-]+)">([^<]*)<\/script>/g),
    ([, id, text = ""]) => ({
      id,
      value: JSON.parse(gunzipSync(Buffer.from(text, "base64")).toString("utf8")),
    }),
  );

describe("writeTracePage", () => {
  it("contains the list and all runs, and no text of a run as it is", async () => {
    const ids = Array.from({ length: 35 }, (_, at) => `t${at} ${HOSTILE}`);
    const { html, runs } = await writePage(ids);
    expect(runs).toBe(35);
    const [list, ...blocks] = blocksOf(html);
    expect(list?.value.runs.map(({ id }: { id: string }) => id)).toEqual(ids);
    const valuesOf = (name: string) =>
      blocks.filter(({ id }) => id?.startsWith(name)).flatMap(({ value }) => value);
    expect(blocks.map(({ id }) => id)).toEqual(
      [0, 1, 2].flatMap((at) => [`runs-${at}`, `training-${at}`]),
    );
    expect(valuesOf("runs").map(({ run }) => run.id)).toEqual(ids);
    expect(valuesOf("training").map(({ renderings }) => renderings[0].verdict)).toEqual(
      ids.map(() => "not_completed"),
    );
    expect(html).not.toContain("wasAttacked");
    expect(html).not.toContain("Film 12");
  });

  it("allows exactly its own script and style", async () => {
    const { html } = await writePage(["a"]);
    const [, policy = ""] = /Content-Security-Policy" content="([^"]*)"/.exec(html) ?? [];
    const hash = (text: string) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
    const scripts = [...html.matchAll(/<script>([\s\S]*?)<\/script>/g)];
    const styles = [...html.matchAll(/<style>([\s\S]*?)<\/style>/g)];
    expect([scripts.length, styles.length]).toEqual([1, 1]);
    expect(policy).toBe(
      `default-src 'none'; script-src ${hash(scripts[0]?.[1] ?? "")}; style-src ${hash(styles[0]?.[1] ?? "")}; img-src data:; base-uri 'none'; form-action 'none'`,
    );
    expect(html).not.toMatch(/(?:src|href)="(?!data:,")/);
  });

  it("contains the runs that are asked for, in that order", async () => {
    const { html, runs } = await writePage(["a", "b", "c"], ["c", "a"]);
    expect(runs).toBe(2);
    expect(blocksOf(html)[1]?.value.map(({ run }: { run: { id: string } }) => run.id)).toEqual([
      "c",
      "a",
    ]);
    await expect(writePage(["a"], ["x"])).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
  });
});

describe("renderTracePage", () => {
  it("returns the page of the runs that are asked for", async () => {
    const { path, cacheDir } = await writeTrajectories(
      ["a", "b"].map((id) => teacherTrajectory({ id })),
    );
    const { html } = await writeTracePage({
      store: await openTraceStore(path, { cacheDir }),
      ids: ["b"],
    });
    expect(await renderTracePage({ path, ids: ["b"] })).toBe(html);
    await expect(renderTracePage({ path, ids: ["c"] })).rejects.toThrow('no trajectory "c"');
  });
});
