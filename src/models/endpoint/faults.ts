import { StarError, type StarErrorCode, type StarErrorFields } from "../../errors.js";
import type { ContextSizes } from "./context-size.js";
import type { ServerWords } from "./server-words.js";

/** Reasons for which an attempt can fail although another one can succeed. */
export const PASSING_REASONS = [
  /** A time limit passed. */
  "timeout",
  /** The connection broke. */
  "connection",
  /** The server refuses requests for a while: 429, 503. */
  "overloaded",
  /** Any other server error. */
  "server_error",
  /** The answer is empty, incomplete, not JSON, or without a message. */
  "invalid_answer",
] as const;
/** One of {@link PASSING_REASONS}. */
export type PassingReason = (typeof PASSING_REASONS)[number];

interface PassingFaultDetails {
  readonly reason: PassingReason;
  readonly text: string;
  /** Time that the server asks to wait. */
  readonly retryAfterMs?: number | undefined;
  /** What the fault means if it does not pass. */
  readonly lasting?: StarError;
  readonly cause?: unknown;
}

/** A failed attempt after which another one can succeed. */
export class PassingFault extends Error {
  readonly reason: PassingReason;
  readonly retryAfterMs: number | undefined;
  readonly lasting: StarError | undefined;

  constructor({ reason, text, retryAfterMs, lasting, cause }: PassingFaultDetails) {
    super(text, { cause });
    this.reason = reason;
    this.retryAfterMs = retryAfterMs;
    this.lasting = lasting;
  }
}

/** A request that the server refuses and would refuse again, unless the request is changed. */
export class Refusal extends Error {
  readonly error: StarError;
  readonly words: ServerWords;
  /** Present if the request does not fit into the context. */
  readonly context: ContextSizes | undefined;

  constructor(error: StarError, words: ServerWords, context: ContextSizes | undefined) {
    super(error.problem);
    this.error = error;
    this.words = words;
    this.context = context;
  }
}

const REMEDIES = {
  MODEL_UNREACHABLE: "Start the server, or correct --base-url.",
  MODEL_UNAUTHORIZED: "Set OPENAI_API_KEY to a key that this server accepts for this model.",
  MODEL_NOT_FOUND:
    "Use the name of a model that the server has, or correct --base-url, which usually ends in /v1.",
  MODEL_QUOTA_EXHAUSTED:
    "Add credit to the account of this key, or use another key, and run the same command again.",
  MODEL_UNAVAILABLE:
    "Run the same command again later, with a lower --concurrency if the server is overloaded.",
  MODEL_REQUEST_REFUSED: "Correct the request: the server would refuse it again.",
  MODEL_CONTEXT_EXCEEDED:
    "Serve the model with a larger context: --max-model-len (vLLM), --ctx-size (llama.cpp) or num_ctx (Ollama).",
} satisfies Partial<Record<StarErrorCode, string>>;

interface ModelErrorDetails {
  readonly message: string;
  readonly fields?: StarErrorFields;
  readonly cause?: unknown;
}

/** An error about a model's server, with the remedy of its code. */
export function modelError(code: keyof typeof REMEDIES, details: ModelErrorDetails): StarError {
  return new StarError(code, { ...details, remedy: REMEDIES[code] });
}
