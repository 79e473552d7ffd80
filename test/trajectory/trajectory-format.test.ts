import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { trajectorySchema } from "../../src/trajectory/trajectory.js";

/** Every field of a schema, as a path: `steps[].callId`. */
function listFields(schema: z.core.$ZodType, path = ""): string[] {
  if (schema instanceof z.ZodNullable || schema instanceof z.ZodOptional) {
    return listFields(schema.unwrap(), path);
  }
  if (schema instanceof z.ZodArray) return listFields(schema.element, `${path}[]`);
  if (schema instanceof z.ZodUnion) {
    return schema.options.flatMap((option) => listFields(option, path));
  }
  if (!(schema instanceof z.ZodObject)) return [];
  return Object.entries(schema.shape).flatMap(([name, field]) => {
    const own = path === "" ? name : `${path}.${name}`;
    return [own, ...listFields(field, own)];
  });
}

describe("docs/trajectory-format.md", () => {
  const page = readFileSync("docs/trajectory-format.md", "utf8");
  const explained = [...page.matchAll(/^\| `([^`]+)` \|/gm)].map(([, field]) => field);
  const fields = [...new Set(listFields(trajectorySchema))];

  it("explains every field of the schema exactly once, and no other field", () => {
    expect(fields).toContain("steps[].timing.startMs");
    expect(explained.toSorted()).toEqual(fields.toSorted());
  });
});
