import { Command } from "commander";
import { availableParallelism } from "node:os";
import { describe, expect, it } from "vitest";
import {
  addModelFlags,
  type ModelFlags,
  modelSettings,
  parallelism,
} from "../../src/cli/model-flags.js";
import { ioOf } from "./support.js";

const offline = { model: "offline", temperature: 0, seed: 1 };
const remote = { ...offline, model: "openai:x" };
const cores = availableParallelism();

describe("parallelism", () => {
  it("starts no threads for a few runs or for concurrency 1", () => {
    expect(parallelism(offline, 10)).toEqual({ threads: 0, slots: 1, total: 1 });
    expect(parallelism({ ...offline, concurrency: 1 }, 1000)).toMatchObject({ threads: 0 });
  });

  it.runIf(cores > 1)("runs one offline task per core", () => {
    const many = { ...offline, concurrency: 10 * cores };
    expect(parallelism(many, 1000)).toEqual({ threads: cores, slots: 1, total: cores });
  });

  it("keeps all remote tasks in this thread, twice as many as requests at once", () => {
    expect(parallelism(remote, 1000)).toEqual({ threads: 0, slots: 16, total: 16 });
    expect(parallelism({ ...remote, concurrency: 3 }, 1000)).toMatchObject({ total: 6 });
  });
});

describe("modelSettings", () => {
  it("passes the API key to remote models only", () => {
    const io = ioOf({ environment: { OPENAI_API_KEY: "k" } });
    expect(modelSettings(remote, io)).toMatchObject({ spec: "openai:x", apiKey: "k" });
    expect(modelSettings(offline, io).apiKey).toBeUndefined();
  });

  it("reads limits and parameters of requests", async () => {
    const command = addModelFlags(new Command().exitOverride());
    const line = "--timeout 2.5 --model-option top_p=0.9 --model-option seed=null --concurrency 4";
    const flags = {
      ...command.parse(line.split(" "), { from: "user" }).opts<ModelFlags>(),
      seed: 1,
    };
    expect(modelSettings(flags, ioOf({}))).toMatchObject({
      limits: { callMs: 2500, concurrency: 4, requestsPerMinute: undefined },
      modelOptions: { top_p: 0.9, seed: null },
    });
  });

  it.each(["--model-option top_p", "--model-option stop=END", "--timeout 0"])(
    "rejects %s",
    (line) => {
      const silent = { writeErr: () => {} };
      const command = addModelFlags(new Command().exitOverride().configureOutput(silent));
      expect(() => command.parse(line.split(" "), { from: "user" })).toThrow(/Expected|not JSON/);
    },
  );
});
