import { InMemoryCache } from "@langchain/core/caches";
import { HumanMessage, SystemMessage } from "@langchain/core/messages";
import { describe, expect, it } from "vitest";
import { OfflineModel } from "../../../src/models/offline/offline-model.js";
import { describeChatModelContract } from "../chat-model-contract.js";

const SUMMARY = [new SystemMessage("You are the summarizer."), new HumanMessage("## Task\nx")];

describe("OfflineModel", () => {
  describeChatModelContract(async () => ({
    model: new OfflineModel({ temperature: 0.5 }),
    messages: SUMMARY,
    expected: { ls_model_name: "offline", ls_temperature: 0.5 },
  }));

  it("takes the options of every chat model", async () => {
    const seen: string[] = [];
    const callbacks = [{ handleChatModelStart: () => void seen.push("start") }];
    const options = { temperature: 0, maxTokens: 100, timeout: 60, stopSequences: [] };
    const model = new OfflineModel({ ...options, maxRetries: 2, tags: ["mine"], callbacks });
    await model.invoke(SUMMARY);
    expect(seen).toEqual(["start"]);
    expect(model.tags).toEqual(["mine"]);
  });

  it("does not share a cache with a model of another seed", async () => {
    const answers = new Map();
    const cache = new InMemoryCache(answers);
    for (const seed of [1, 1, 2]) await new OfflineModel({ seed, cache }).invoke(SUMMARY);
    expect(answers.size).toBe(2);
  });
});
