import { getEventListeners } from "node:events";
import { afterEach, describe, expect, it } from "vitest";
import { createWorkerPool, type WorkerPool } from "../../src/worker/pool.js";
import { createEchoHandler, type Echo } from "./jobs/echo-job.js";

let pool: WorkerPool<Echo, number[], string> | undefined;
afterEach(() => pool?.close());

function start(threads: number, slots = 1) {
  pool = createWorkerPool<Echo, number[], string>({
    threads,
    slots,
    module: new URL("./jobs/echo-job.js", import.meta.url),
    data: () => ({ offset: 1 }),
    inline: () => createEchoHandler({ offset: 1 }),
    describe: ({ name }) => name,
    remedy: "Try again.",
  });
  return pool;
}

const send = (name: string, wait = 0) => ({ name, bytes: new Uint8Array([1, 2, 3]), wait });

describe("createWorkerPool", () => {
  it.each([0, 1, 2])("answers every request on %d threads", async (threads) => {
    const { ask } = start(threads, 2);
    const names = ["a", "b", "c", "d", "e"];
    const reported: string[] = [];
    const onProgress = (text: string) => reported.push(text);
    const results = await Promise.all(names.map((name) => ask(send(name), { onProgress })));
    expect(results).toEqual(names.map(() => [2, 3, 4]));
    expect(reported.toSorted()).toEqual(names);
  });

  it.each([0, 1])(
    "leaves no listener on a signal that many requests share, on %d threads",
    async (threads) => {
      const { signal } = new AbortController();
      const { ask } = start(threads, 20);
      const answers = Promise.all(
        Array.from({ length: 20 }, (_, at) => ask(send(`${at}`), { signal })),
      );
      expect(getEventListeners(signal, "abort")).toHaveLength(1);
      await answers;
      expect(getEventListeners(signal, "abort")).toEqual([]);
    },
  );

  it("moves buffers instead of copying them", async () => {
    const request = send("a");
    await start(1).ask(request, { transfer: [request.bytes.buffer] });
    expect(request.bytes.byteLength).toBe(0);
  });

  it("has at most `slots` requests in flight per thread", async () => {
    const { ask } = start(1, 1);
    const order: string[] = [];
    const note = (name: string) => () => void order.push(name);
    await Promise.all([
      ask(send("slow", 60)).then(note("slow")),
      ask(send("fast")).then(note("fast")),
    ]);
    expect(order).toEqual(["slow", "fast"]);
  });

  it("rejects an aborted request with the reason, and answers the others", async () => {
    const { ask } = start(1, 2);
    const abort = new AbortController();
    const reason = new Error("enough");
    const aborted = ask(send("forever", Infinity), {
      signal: abort.signal,
      onProgress: () => abort.abort(reason),
    });
    await expect(aborted).rejects.toBe(reason);
    expect(await ask(send("next"))).toEqual([2, 3, 4]);
    await expect(ask(send("late"), { signal: abort.signal })).rejects.toBe(reason);
  });

  it("keeps the code, the fields and the remedy of an error", async () => {
    await expect(start(1).ask(send("bad"))).rejects.toMatchObject({
      code: "INVALID_ARGUMENT",
      problem: 'name is "bad".',
      remedy: "Pass another.",
      fields: { option: "name" },
    });
  });

  it("names the request that a thread died on, and rejects the waiting and later ones", async () => {
    const { ask, failure } = start(1);
    const [dead, waiting] = [ask(send("exit")), ask(send("waiting"))];
    await expect(dead).rejects.toMatchObject({ code: "WORKER_FAILED", remedy: "Try again." });
    await expect(waiting).rejects.toThrow("worked on exit: it ended with exit code 3");
    await expect(ask(send("later"))).rejects.toBe(failure.reason);
  });
});
