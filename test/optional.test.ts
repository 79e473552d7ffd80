import { describe, expect, it } from "vitest";
import { importOptional, importOptionals } from "../src/optional.js";

const missing = () => Promise.reject(new Error("Cannot find package"));
const there = () => Promise.resolve({ value: 1 });

describe("importOptional", () => {
  it("returns the module, or names the package that is missing", async () => {
    expect(await importOptional("a", "A chart", there)).toEqual({ value: 1 });
    await expect(importOptional("a", "A chart", missing)).rejects.toThrow(
      'A chart needs the package "a", which could not be loaded. Install it with: npm install a',
    );
  });
});

describe("importOptionals", () => {
  it("names all that are missing in one line, and none that is there", async () => {
    const loads = { hono: missing, zod: there, "@hono/node-server": missing };
    await expect(importOptionals("A server", loads)).rejects.toMatchObject({
      code: "DEPENDENCY_MISSING",
      message:
        'A server needs the packages "hono", "@hono/node-server", which could not be loaded. Install them with: npm install hono @hono/node-server',
    });
    expect(await importOptionals("A server", { zod: there })).toEqual({ zod: { value: 1 } });
  });
});
