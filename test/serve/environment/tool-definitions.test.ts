import { tool } from "@langchain/core/tools";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { defineTools } from "../../../src/serve/environment/tool-definitions.js";

const withSchema = (schema: z.ZodObject) =>
  tool(() => "", { name: "look", description: "Looks.", schema });

describe("defineTools", () => {
  it("keeps type, choices and description, in the order in which Python writes them", () => {
    const schema = z.object({
      where: z.enum(["near", "far"]).describe("Which way."),
      steps: z.int().min(1).max(9).describe("How far."),
    });
    const [definition] = defineTools([withSchema(schema)]);
    expect(JSON.stringify(definition)).toBe(
      '{"type":"function","function":{"name":"look","description":"Looks.","parameters":{"type":"object",' +
        '"properties":{"where":{"type":"string","enum":["near","far"],"description":"Which way."},' +
        '"steps":{"type":"integer","description":"How far."}},"required":["where","steps"]}}}',
    );
  });

  it("refuses a parameter that trainers would lose", () => {
    const schema = z.object({ ids: z.array(z.string()).describe("Which.") });
    expect(() => defineTools([withSchema(schema)])).toThrow(/string.*integer/s);
  });
});
