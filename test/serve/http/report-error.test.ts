import { once } from "node:events";
import { describe, expect, it } from "vitest";
import { warn } from "../../../src/serve/http/report-error.js";

describe("warn", () => {
  it.each([new TypeError("No\u001b[2J model."), "No\u001b[2J model."])(
    "emits a warning without control characters: %j",
    async (error) => {
      const warned = once(process, "warning");
      warn(error);
      const [warning] = (await warned) as [Error];
      expect(warning.message).toBe("No\\u001b[2J model.");
      expect(warning.stack).not.toContain("\u001b");
      if (error instanceof Error) expect(warning.name).toBe("TypeError");
    },
  );
});
