import { readFile } from "node:fs/promises";
import { z } from "zod";
import type { TokenPrice } from "../distill/teaching/budget.js";
import { messageOf, StarError } from "../errors.js";

const pricesSchema = z.record(
  z.string(),
  z.strictObject({ input: z.number().min(0), output: z.number().min(0) }),
);

const EXAMPLE = '{ "gpt-4o-mini": { "input": 0.15, "output": 0.6 } }';

/**
 * Reads the price of a model from a table of prices: a JSON file with the prices of a million input and output tokens by the
 * name of the model, with or without `openai:`.
 *
 * @throws {StarError} `INVALID_ARGUMENT` when the file is not such a table, or does not have the model.
 */
export async function readPrice(path: string, spec: string): Promise<TokenPrice> {
  const prices = parsePrices(path, await readText(path));
  const price = prices[spec] ?? prices[spec.replace(/^openai:/, "")];
  if (price !== undefined) return price;
  throw new StarError("INVALID_ARGUMENT", {
    message: `${path} has no price of the model "${spec}". It has: ${Object.keys(prices).join(", ") || "none"}.`,
    remedy: `Add the price of a million tokens, such as ${EXAMPLE}.`,
  });
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    throw new StarError("INVALID_ARGUMENT", {
      message: `The table of prices cannot be read: ${messageOf(cause)}`,
      remedy: "Pass --prices with an existing file.",
      cause,
    });
  }
}

function parsePrices(path: string, text: string): z.infer<typeof pricesSchema> {
  try {
    return pricesSchema.parse(JSON.parse(text));
  } catch (cause) {
    const reason = cause instanceof z.ZodError ? z.prettifyError(cause) : messageOf(cause);
    throw new StarError("INVALID_ARGUMENT", {
      message: `${path} is not a table of prices: ${reason}`,
      remedy: `Write the prices of a million tokens by the name of the model, such as ${EXAMPLE}.`,
      cause,
    });
  }
}
