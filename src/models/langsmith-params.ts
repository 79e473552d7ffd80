import type { LangSmithParams } from "@langchain/core/language_models/chat_models";

/** Settings of a chat model that LangSmith shows. */
export interface StandardSettings {
  readonly model: string;
  readonly temperature: number;
  /** Undefined without a limit. */
  readonly maxTokens?: number | undefined;
  readonly stop?: readonly string[] | undefined;
}

/** LangSmith's standard parameters. All six keys are present, as in LangChain's own models; values that do not exist are undefined. */
export function toLangSmithParams({ model, temperature, maxTokens, stop }: StandardSettings) {
  return {
    ls_provider: "langgraph-star",
    ls_model_name: model,
    ls_model_type: "chat",
    ls_temperature: temperature,
    ls_max_tokens: maxTokens,
    ls_stop: stop && [...stop],
  } as LangSmithParams;
}
