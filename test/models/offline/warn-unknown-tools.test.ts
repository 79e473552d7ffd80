import { tool } from "@langchain/core/tools";
import { afterEach, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { OfflineModel } from "../../../src/models/offline/offline-model.js";
import { createTools } from "../../../src/tools/create-tools.js";
import { fitTinyShop, tinyShop } from "../../support/tiny-shop.js";
import { messagesFor } from "./support.js";

const tools = createTools({ index: await fitTinyShop(), dataset: tinyShop });
const checkStock = tool(async () => "", { name: "check_stock", schema: z.object({}) });

afterEach(() => vi.restoreAllMocks());

describe("an agent with a tool that the offline model has no rules for", () => {
  it("is warned of once, with the remedy", async () => {
    const warn = vi.spyOn(process, "emitWarning").mockReturnValue();
    const ask = (bound: typeof tools) =>
      new OfflineModel().bindTools([...bound]).invoke(messagesFor("shelf", {}));
    await ask(tools);
    expect(warn).not.toHaveBeenCalled();
    await ask([checkStock]);
    await ask([checkStock]);
    expect(warn).toHaveBeenCalledExactlyOnceWith(
      'The offline model never calls check_stock of the agent "shelf": it has rules for lookup_user_history, search_neighbors, translate_evidence only. Give the agent a model of its own with `llm`, or pass a compiled graph as the agent.',
      { type: "OfflineModelWarning" },
    );
  });
});
