import { beforeAll, describe, expect, it } from "vitest";
import { fromSpans } from "../../../../src/trajectory/import/spans.js";
import { expectSameOrMissing, linesOf } from "../conversations.js";
import { createTracing } from "../instrumented.js";
import { SCENARIOS } from "../scenarios.js";

let trace: ReturnType<typeof createTracing>;
beforeAll(() => {
  trace = createTracing("langfuse");
});

describe("spans of Langfuse's handler 5.11.1 for LangChain.js", () => {
  it.each(SCENARIOS)("are read as the recorder reads %s", async (_, run) => {
    const { recordings, spans } = await trace(run);
    const imported = fromSpans(spans);
    expect(imported.map(({ status, error }) => [status, error])).toEqual(
      recordings.map(({ status, error }) => [status, error]),
    );
    imported.forEach((one, index) => {
      const recorded = recordings[index]!;
      expect(linesOf(one, one)).toEqual(linesOf(recorded, one));
      expectSameOrMissing(one, recorded);
    });
  });
});
