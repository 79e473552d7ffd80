import { StarError, type StarErrorCode } from "../errors.js";

/**
 * What a failed model call says about further calls:
 * - `fatal`: every call fails until somebody corrects the key, the address, the model's name or the account, so a run should end;
 * - `retryable`: the server failed in all attempts, and the same call can succeed later;
 * - `request`: this call cannot succeed, but others can.
 */
export type ModelFault = "fatal" | "retryable" | "request";

const FAULTS: Partial<Record<StarErrorCode, ModelFault>> = {
  MODEL_UNREACHABLE: "fatal",
  MODEL_UNAUTHORIZED: "fatal",
  MODEL_NOT_FOUND: "fatal",
  MODEL_QUOTA_EXHAUSTED: "fatal",
  MODEL_UNAVAILABLE: "retryable",
  MODEL_REQUEST_REFUSED: "request",
  MODEL_CONTEXT_EXCEEDED: "request",
  MODEL_ANSWER_INVALID: "request",
};

const MAX_CAUSES = 8;

/** The {@link StarError} in an error or its causes; undefined if there is none. */
export function findStarError(error: unknown): StarError | undefined {
  let current = error;
  for (let depth = 0; depth < MAX_CAUSES && current !== undefined; depth++) {
    if (StarError.isInstance(current)) return current;
    current = current instanceof Error ? current.cause : undefined;
  }
  return undefined;
}

/**
 * Classifies an error of a model call; undefined for an error of another kind.
 *
 * @example
 * ```ts
 * import { createChatModel, modelFaultOf } from "langgraph-star";
 *
 * // Nothing listens on port 1.
 * const llm = await createChatModel("openai:any", { baseUrl: "http://127.0.0.1:1/v1" });
 * await llm.invoke("Hello").catch((error) => console.log(modelFaultOf(error))); // fatal
 * ```
 */
export function modelFaultOf(error: unknown): ModelFault | undefined {
  const known = findStarError(error);
  return known === undefined ? undefined : FAULTS[known.code];
}
