import { getEventListeners } from "node:events";
import { setImmediate } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { withOwnSignal } from "../src/own-signal.js";

const listenersOf = (signal: AbortSignal) => getEventListeners(signal, "abort").length;

describe("withOwnSignal", () => {
  it("keeps one listener on the signal while work runs, and none after", async () => {
    const { signal } = new AbortController();
    const work = Array.from({ length: 20 }, () =>
      withOwnSignal(signal, async (own) => {
        own?.addEventListener("abort", () => {}); // as LangGraph does
        await setImmediate();
      }),
    );
    expect(listenersOf(signal)).toBe(1);
    await Promise.all(work);
    expect(listenersOf(signal)).toBe(0);
  });

  it("aborts all work in progress with the reason, and none that has ended", async () => {
    const controller = new AbortController();
    const signals: AbortSignal[] = [];
    const keep = async (own: AbortSignal | undefined) => {
      if (own !== undefined) signals.push(own);
      await setImmediate();
    };
    await withOwnSignal(controller.signal, keep);
    const later = [withOwnSignal(controller.signal, keep), withOwnSignal(controller.signal, keep)];
    controller.abort("enough");
    await Promise.all(later);
    expect(signals.map(({ aborted, reason }) => [aborted, reason])).toEqual([
      [false, undefined],
      [true, "enough"],
      [true, "enough"],
    ]);
  });

  it("passes on a signal that is aborted already, or none", async () => {
    const aborted = AbortSignal.abort("before");
    expect(await withOwnSignal(aborted, async (own) => own)).toBe(aborted);
    expect(await withOwnSignal(undefined, async (own) => own)).toBeUndefined();
  });
});
