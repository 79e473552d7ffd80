import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { abortErrorOf, untilAborted } from "../../../src/serve/http/abort.js";
import { createAdmission, type AdmissionSlot } from "../../../src/serve/http/admission.js";
import { isHttpError, type HttpError } from "../../../src/serve/http/http-error.js";

const forever = new AbortController().signal;
const open = (maxRunning: number, maxWaiting: number) =>
  createAdmission({ maxRunning, maxWaiting, timeoutMs: 60_000 });

describe("createAdmission", () => {
  it("respects the limits and the order of arrival, and ends empty", async () => {
    const step = fc.constantFrom("arrive", "arrive", "release", "disconnect");
    const limits = fc.record({ running: fc.integer({ min: 1, max: 3 }), waiting: fc.nat(3) });
    await fc.assert(
      fc.asyncProperty(limits, fc.array(step, { maxLength: 40 }), async (most, steps) => {
        const admission = open(most.running, most.waiting);
        const entered: number[] = [];
        const slots = new Map<number, AdmissionSlot>();
        const clients: AbortController[] = [];
        for (const [number, what] of steps.entries()) {
          const client = new AbortController();
          if (what === "arrive") {
            clients[number] = client;
            void admission.acquire(client.signal).then((slot) => {
              if (isHttpError(slot)) return;
              entered.push(number);
              slots.set(number, slot);
            });
          }
          if (what === "disconnect") clients.findLast(Boolean)?.abort();
          const [first] = slots;
          if (what === "release" && first) {
            first[1].release();
            slots.delete(first[0]);
          }
          await new Promise((resolve) => setImmediate(resolve));
          const { running, waiting } = admission.counts();
          expect(running).toBe(slots.size);
          expect(running).toBeLessThanOrEqual(most.running);
          expect(waiting).toBeLessThanOrEqual(most.waiting);
          if (waiting > 0) expect(running).toBe(most.running);
        }
        expect(entered).toEqual(entered.toSorted((one, other) => one - other));
        admission.abortAll();
        for (const slot of slots.values()) slot.release();
        await new Promise((resolve) => setImmediate(resolve));
        for (const slot of slots.values()) slot.release();
        expect(admission.counts()).toEqual({ running: 0, waiting: 0 });
      }),
    );
  });

  it.each([
    { event: "the request times out", timeoutMs: 5, errorCode: "TIMED_OUT" },
    { event: "the client disconnects", disconnects: true, errorCode: "CLIENT_GONE" },
    { event: "the server stops", stops: true, errorCode: "SHUTTING_DOWN" },
  ])(
    "aborts running and waiting requests when $event",
    async ({ timeoutMs = 60_000, errorCode, ...action }) => {
      const admission = createAdmission({ maxRunning: 1, maxWaiting: 1, timeoutMs });
      const client = new AbortController();
      const slot = (await admission.acquire(client.signal)) as AdmissionSlot;
      const waiting = admission.acquire(client.signal);
      if ("disconnects" in action) client.abort();
      if ("stops" in action) admission.abortAll();
      expect(await waiting).toMatchObject({ errorCode });
      await expect(untilAborted(new Promise(() => {}), slot.signal)).rejects.toThrow();
      expect(abortErrorOf(slot.signal)).toMatchObject({ errorCode });
      expect(admission.counts()).toEqual({ running: 1, waiting: 0 });
      slot.release();
      expect(admission.counts()).toEqual({ running: 0, waiting: 0 });
    },
  );

  it("rejects a client that has already disconnected", async () => {
    const admission = open(1, 1);
    expect(await admission.acquire(AbortSignal.abort())).toMatchObject({
      errorCode: "CLIENT_GONE",
    });
    expect(admission.counts()).toEqual({ running: 0, waiting: 0 });
  });

  it("serves waiting requests and rejects new ones after close", async () => {
    const admission = open(1, 5);
    const slot = (await admission.acquire(forever)) as AdmissionSlot;
    const waiting = admission.acquire(forever);
    admission.close();
    expect((await admission.acquire(forever)) as HttpError).toMatchObject({
      errorCode: "SHUTTING_DOWN",
    });
    slot.release();
    ((await waiting) as AdmissionSlot).release();
    expect(admission.counts()).toEqual({ running: 0, waiting: 0 });
  });

  it("reports the load when it is full", async () => {
    const admission = open(1, 0);
    await admission.acquire(forever);
    expect(await admission.acquire(forever)).toMatchObject({
      errorCode: "TOO_MANY_REQUESTS",
      message: expect.stringContaining("1 requests running, 0 waiting"),
      retryAfterSeconds: 1,
    });
  });
});
