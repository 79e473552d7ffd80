import { beforeAll, describe, expect, it } from "vitest";
import { TEACHER_DEFAULTS as settings } from "../../../src/distill/teaching/settings.js";
import { fingerprintOfTeacher } from "../../../src/distill/teaching/teacher-host.js";
import { createWorld } from "./support.js";

let world: Awaited<ReturnType<typeof createWorld>>;
beforeAll(async () => {
  world = await createWorld();
});

describe("fingerprintOfTeacher", () => {
  it("depends on settings, model, index and catalog, but not on seed and key", () => {
    const { host } = world;
    const { model, index, dataset } = host;
    const own = fingerprintOfTeacher(host, settings);
    const items = new Map([...dataset.items].slice(1));
    const others = [
      fingerprintOfTeacher(host, { ...settings, maxReflections: 1 }),
      fingerprintOfTeacher(host, { ...settings, neighbors: false }),
      fingerprintOfTeacher(host, { ...settings, evidence: false }),
      fingerprintOfTeacher({ ...host, model: { ...model, temperature: 1 } }, settings),
      fingerprintOfTeacher({ ...host, model: { ...model, spec: "openai:x" } }, settings),
      fingerprintOfTeacher({ ...host, index: { ...index, fingerprint: "other" } }, settings),
      fingerprintOfTeacher({ ...host, dataset: { ...dataset, items } }, settings),
    ];
    expect(new Set([own, ...others]).size).toBe(8);
    const same = { ...host, model: { ...model, seed: 9, apiKey: "secret" } };
    expect(fingerprintOfTeacher(same, settings)).toBe(own);
  });
});
