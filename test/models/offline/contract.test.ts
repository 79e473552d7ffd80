import { HumanMessage, SystemMessage } from "@langchain/core/messages";
import { describe } from "vitest";
import { OfflineModel } from "../../../src/models/offline/offline-model.js";
import { describeChatModelContract } from "../chat-model-contract.js";

describe("OfflineModel", () => {
  describeChatModelContract(async () => ({
    model: new OfflineModel({ temperature: 0.5 }),
    messages: [new SystemMessage("You are the summarizer."), new HumanMessage("## Task\nx")],
    expected: { ls_model_name: "offline", ls_temperature: 0.5 },
  }));
});
