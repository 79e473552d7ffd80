import { availableParallelism } from "node:os";
import { describe, expect, it } from "vitest";
import { modelSettings, parallelism } from "../../src/cli/model-flags.js";
import { ioOf } from "./support.js";

const offline = { model: "offline", temperature: 0, seed: 1 };
const remote = { ...offline, model: "openai:x" };
const cores = availableParallelism();

describe("parallelism", () => {
  it("starts no threads for a few runs or for concurrency 1", () => {
    expect(parallelism(offline, 10)).toEqual({ threads: 0, slots: 1, total: 1 });
    expect(parallelism({ ...offline, concurrency: 1 }, 1000)).toMatchObject({ threads: 0 });
    expect(parallelism({ ...remote, concurrency: 1 }, 1000)).toMatchObject({ slots: 1 });
    expect(parallelism(remote, 10)).toEqual({ threads: 0, slots: 8, total: 8 });
  });

  it.runIf(cores > 1)(
    "runs one offline task per core, and as many remote tasks as requested",
    () => {
      const many = { ...offline, concurrency: 10 * cores };
      expect(parallelism(many, 1000)).toEqual({ threads: cores, slots: 1, total: cores });
      const { threads, slots } = parallelism({ ...remote, concurrency: 3 * cores }, 1000);
      expect({ threads, slots }).toEqual({ threads: cores, slots: 3 });
    },
  );
});

describe("modelSettings", () => {
  it("passes the API key to remote models only", () => {
    const io = ioOf({ environment: { OPENAI_API_KEY: "k" } });
    expect(modelSettings(remote, io)).toMatchObject({ spec: "openai:x", apiKey: "k" });
    expect(modelSettings(offline, io).apiKey).toBeUndefined();
  });
});
