import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createAdmission, type Place } from "../../../src/serve/http/admission.js";
import { isRefusal, type Refusal } from "../../../src/serve/http/refusal.js";
import { stoppedBy, untilStopped } from "../../../src/serve/http/stopped.js";

const forever = new AbortController().signal;
const open = (maxRunning: number, maxWaiting: number) =>
  createAdmission({ maxRunning, maxWaiting, timeoutMs: 60_000 });

describe("createAdmission", () => {
  it("never lets in more than it may, keeps the order of arrival, and is empty in the end", async () => {
    const step = fc.constantFrom("arrive", "arrive", "leave", "give up");
    const limits = fc.record({ running: fc.integer({ min: 1, max: 3 }), waiting: fc.nat(3) });
    await fc.assert(
      fc.asyncProperty(limits, fc.array(step, { maxLength: 40 }), async (most, steps) => {
        const admission = open(most.running, most.waiting);
        const entered: number[] = [];
        const places = new Map<number, Place>();
        const clients: AbortController[] = [];
        for (const [number, what] of steps.entries()) {
          const client = new AbortController();
          if (what === "arrive") {
            clients[number] = client;
            void admission.enter(client.signal).then((place) => {
              if (isRefusal(place)) return;
              entered.push(number);
              places.set(number, place);
            });
          }
          if (what === "give up") clients.findLast(Boolean)?.abort();
          const [first] = places;
          if (what === "leave" && first) {
            first[1].leave();
            places.delete(first[0]);
          }
          await new Promise((resolve) => setImmediate(resolve));
          const { running, waiting } = admission.counts();
          expect(running).toBe(places.size);
          expect(running).toBeLessThanOrEqual(most.running);
          expect(waiting).toBeLessThanOrEqual(most.waiting);
          if (waiting > 0) expect(running).toBe(most.running);
        }
        expect(entered).toEqual(entered.toSorted((one, other) => one - other));
        admission.stopAll();
        for (const place of places.values()) place.leave();
        await new Promise((resolve) => setImmediate(resolve));
        for (const place of places.values()) place.leave();
        expect(admission.counts()).toEqual({ running: 0, waiting: 0 });
      }),
    );
  });

  it.each([
    { what: "time is up", timeoutMs: 5, refused: "TIMED_OUT" },
    { what: "the client goes", goes: true, refused: "CLIENT_GONE" },
    { what: "the server stops all", stops: true, refused: "SHUTTING_DOWN" },
  ])(
    "stops who runs and who waits when $what",
    async ({ timeoutMs = 60_000, refused, ...does }) => {
      const admission = createAdmission({ maxRunning: 1, maxWaiting: 1, timeoutMs });
      const client = new AbortController();
      const place = (await admission.enter(client.signal)) as Place;
      const waiting = admission.enter(client.signal);
      if ("goes" in does) client.abort();
      if ("stops" in does) admission.stopAll();
      expect(await waiting).toMatchObject({ refused });
      await expect(untilStopped(new Promise(() => {}), place.signal)).rejects.toThrow();
      expect(stoppedBy(place.signal)).toMatchObject({ refused });
      expect(admission.counts()).toEqual({ running: 1, waiting: 0 });
      place.leave();
      expect(admission.counts()).toEqual({ running: 0, waiting: 0 });
    },
  );

  it("does not let in who has gone already", async () => {
    const admission = open(1, 1);
    expect(await admission.enter(AbortSignal.abort())).toMatchObject({ refused: "CLIENT_GONE" });
    expect(admission.counts()).toEqual({ running: 0, waiting: 0 });
  });

  it("serves who waits, and refuses who comes, once it is closed", async () => {
    const admission = open(1, 5);
    const place = (await admission.enter(forever)) as Place;
    const waiting = admission.enter(forever);
    admission.close();
    expect((await admission.enter(forever)) as Refusal).toMatchObject({ refused: "SHUTTING_DOWN" });
    place.leave();
    ((await waiting) as Place).leave();
    expect(admission.counts()).toEqual({ running: 0, waiting: 0 });
  });

  it("says how busy it is when it takes no more", async () => {
    const admission = open(1, 0);
    await admission.enter(forever);
    expect(await admission.enter(forever)).toMatchObject({
      refused: "TOO_MANY_REQUESTS",
      message: expect.stringContaining("1 requests are being answered and 0 wait"),
      retryAfterSeconds: 1,
    });
  });
});
