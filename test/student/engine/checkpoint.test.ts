import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readCheckpoint, writeCheckpoint } from "../../../src/student/engine/checkpoint.js";
import { createOptimizer } from "../../../src/student/engine/optimizer.js";
import { createParameters, toEntries } from "../../../src/student/engine/parameters.js";

let directory: string;
let path: string;
let written: Buffer;

const weights = {
  wide: { shape: [2, 3], data: Float32Array.of(1, -2, 3.5, 1e-30, Infinity, 0) },
  scalar: { shape: [], data: Float32Array.of(7) },
};
const meta = { seed: 1, curve: [0.5, 0.25], title: "Schrödinger" };

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "star-checkpoint-"));
  path = join(directory, "step-0.safetensors");
  const parameters = await createParameters(weights);
  const { state: optimizer } = await createOptimizer({ parameters });
  const kept = { best: await createParameters({ scalar: weights.scalar }) };
  await writeCheckpoint(path, { parameters, optimizer: { ...optimizer, step: 3 }, kept, meta });
  written = await readFile(path);
});
afterAll(() => rm(directory, { recursive: true }));

async function readModified(bytes: Uint8Array) {
  const path = join(directory, "modified");
  await writeFile(path, bytes);
  return readCheckpoint(path);
}

describe("readCheckpoint", () => {
  it("returns what was written", async () => {
    const checkpoint = await readCheckpoint(path);
    expect(toEntries(checkpoint.parameters)).toEqual(toEntries(await createParameters(weights)));
    expect(checkpoint.optimizer.step).toBe(3);
    expect(checkpoint.optimizer.v.map(({ dims }) => dims)).toEqual([[2, 3], []]);
    expect(checkpoint.meta).toEqual(meta);
    expect(
      Object.entries(checkpoint.kept ?? {}).map(([name, set]) => [name, toEntries(set)]),
    ).toEqual([["best", [{ name: "scalar", ...weights.scalar }]]]);
  });

  it.each([0, 7, 8, 100, -1])("rejects a file truncated to %d bytes", async (length) => {
    await expect(readModified(written.subarray(0, length))).rejects.toMatchObject({
      code: "CHECKPOINT_INVALID",
    });
  });

  it("rejects a file with any bit flipped", async () => {
    for (let index = 0; index < written.length; index += 11) {
      const modified = Buffer.from(written);
      modified[index]! ^= 1;
      await expect(readModified(modified), String(index)).rejects.toMatchObject({
        code: "CHECKPOINT_INVALID",
      });
    }
  });

  it("rejects a file with extra bytes", async () => {
    await expect(readModified(Buffer.concat([written, Buffer.of(0)]))).rejects.toMatchObject({
      code: "CHECKPOINT_INVALID",
    });
  });

  it("rejects other files", async () => {
    await expect(readModified(Buffer.from("not a checkpoint"))).rejects.toThrow(
      "Use an older checkpoint",
    );
  });
});

describe("writeCheckpoint", () => {
  it("leaves no temporary file", async () => {
    expect((await readdir(directory)).filter((name) => name !== "modified")).toEqual([
      "step-0.safetensors",
    ]);
  });

  it("writes the safetensors layout, with the data at a multiple of 8 bytes", () => {
    const length = Number(written.readBigUInt64LE());
    const header = JSON.parse(written.toString("utf8", 8, 8 + length));
    expect(length % 8).toBe(0);
    expect(header["parameters.wide"]).toEqual({
      dtype: "F32",
      shape: [2, 3],
      data_offsets: [0, 24],
    });
    expect(written.readFloatLE(8 + length + 8)).toBe(3.5);
    expect(written.length).toBe(8 + length + 3 * 28 + 4);
  });
});
