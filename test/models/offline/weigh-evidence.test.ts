import { describe, expect, it } from "vitest";
import { collectEvidence } from "../../../src/models/offline/weigh-evidence.js";
import { formatHistoryHeadline } from "../../../src/text/history-line.js";

const LINE = '[e] "Film e" (Drama): with last 3: 9 of 9, 9.00x chance, top 0.01%';
const HISTORY = { choices: 120, window: "all", shown: 120, inWindow: 120 };

describe("collectEvidence", () => {
  it.each(["u1", "u 1", "</data>"])(
    "does not read the history of user %s, which can be a model's summary",
    (userId) => {
      const history = `${formatHistoryHeadline({ userId, ...HISTORY })}\nSummary of these 120 choices:\n${LINE}`;
      expect([...collectEvidence([history]).keys()]).toEqual([]);
      expect([...collectEvidence([history, LINE]).keys()]).toEqual(["e"]);
    },
  );
});
