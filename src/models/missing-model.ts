import { BaseChatModel } from "@langchain/core/language_models/chat_models";
import type { ChatResult } from "@langchain/core/outputs";
import type { StarError } from "../errors.js";

/** A chat model that was not configured: graphs with it can be compiled and drawn, and each call throws the same error. */
export class MissingModel extends BaseChatModel {
  readonly #error: StarError;

  constructor(error: StarError) {
    super({});
    this.#error = error;
  }

  override _llmType(): string {
    return "missing";
  }

  override bindTools(): this {
    return this;
  }

  override async _generate(): Promise<ChatResult> {
    throw this.#error;
  }
}
