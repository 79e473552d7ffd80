import { beforeAll, describe, expect, it } from "vitest";
import { TEACHER_DEFAULTS as settings } from "../../../src/distill/teaching/settings.js";
import { fingerprintOfTeacher } from "../../../src/distill/teaching/fingerprint.js";
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
    const at = (baseUrl?: string) =>
      fingerprintOfTeacher({ ...host, model: { ...model, spec: "openai:x", baseUrl } }, settings);
    const addresses = [
      "http://a/v1",
      "http://b/v1",
      "http://a:81/v1",
      "https://a/v1",
      "http://a/v2",
    ];
    expect(new Set([at(), ...addresses.map(at)]).size).toBe(6);
    expect(at("http://me:secret@a/v1/?key=secret")).toBe(at("http://a/v1"));
    expect(() => at("localhost:8000/v1")).toThrow(/"localhost:8000\/v1" is not an address/);
    const same = { ...host, model: { ...model, seed: 9, apiKey: "secret" } };
    expect(fingerprintOfTeacher(same, settings)).toBe(own);
  });
});
