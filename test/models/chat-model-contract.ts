import type { BaseChatModel } from "@langchain/core/language_models/chat_models";
import type { BaseMessage } from "@langchain/core/messages";
import { tool } from "@langchain/core/tools";
import { expect, it } from "vitest";
import { z } from "zod";

/** A chat model and what its own settings are. */
export interface ContractSubject {
  readonly model: BaseChatModel;
  readonly messages: BaseMessage[];
  readonly expected: {
    readonly ls_model_name: string;
    readonly ls_temperature: number;
    readonly ls_max_tokens?: number;
  };
}

const look = tool(() => "seen", { name: "look", description: "Looks.", schema: z.object({}) });

const STANDARD_PARAMETERS = [
  "ls_max_tokens",
  "ls_model_name",
  "ls_model_type",
  "ls_provider",
  "ls_stop",
  "ls_temperature",
];

/** What LangChain expects of every chat model. */
export function describeChatModelContract(subject: () => Promise<ContractSubject>): void {
  it("names its type and class", async () => {
    const { model } = await subject();
    expect(model._llmType()).toMatch(/^[a-z-]+$/);
    expect(model.getName()).toBe(model.constructor.name);
    expect(model._modelType()).toBe("base_chat_model");
  });

  it("has structured output", async () => {
    const { model } = await subject();
    expect(model.withStructuredOutput?.(z.object({ name: z.string() }))).toBeDefined();
  });

  it("binds tools without changing itself", async () => {
    const { model } = await subject();
    expect(model.bindTools?.([look])).not.toBe(model);
    expect(model.invocationParams({} as never).tools).toBeUndefined();
  });

  it("gives LangSmith's standard parameters", async () => {
    const { model, expected } = await subject();
    const given = model.getLsParams({ stop: ["END"] } as never);
    expect(given).toEqual({
      ls_provider: "langgraph-star",
      ls_model_type: "chat",
      ls_stop: ["END"],
      ...expected,
    });
    // The standard tests of LangChain.js compare the names, also of what is undefined.
    expect(Object.keys(model.getLsParams({} as never)).toSorted()).toEqual(STANDARD_PARAMETERS);
  });

  it.each(["invoke", "stream", "batch"] as const)("does not %s after an abort", async (method) => {
    const { model, messages } = await subject();
    const options = { signal: AbortSignal.abort() };
    const run = async () => {
      if (method === "batch") await model.batch([messages], options);
      else if (method === "invoke") await model.invoke(messages, options);
      else for await (const _ of await model.stream(messages, options));
    };
    await expect(run()).rejects.toThrow(/abort/i);
  });
}
