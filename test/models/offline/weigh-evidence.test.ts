import { describe, expect, it } from "vitest";
import { collectEvidence } from "../../../src/models/offline/weigh-evidence.js";
import { formatHistoryHeadline } from "../../../src/text/history-answer.js";
import { evidenceOn } from "./support.js";

const EVIDENCE = evidenceOn({ e: { together_3: 0.01 } });
const HISTORY = { choices: 120, window: "all", shown: 120, inWindow: 120 };

describe("collectEvidence", () => {
  it.each(["u1", "u 1", "</data>"])(
    "does not read the history of user %s, which can be a model's summary",
    (userId) => {
      const history = `${formatHistoryHeadline({ userId, ...HISTORY })}\nSummary of these 120 choices:\n${EVIDENCE}`;
      expect([...collectEvidence([history]).keys()]).toEqual([]);
      expect([...collectEvidence([history, EVIDENCE]).keys()]).toEqual(["e"]);
    },
  );
});
