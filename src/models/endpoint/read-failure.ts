import { type StarError } from "../../errors.js";
import { readContextSizes, type ContextSizes } from "./context-size.js";
import { modelError, PassingFault, Refusal } from "./faults.js";
import { readRetryAfter, type ResponseHeaders } from "./retry-after.js";
import { readServerWords, type ServerWords } from "./server-words.js";

/** A response that is not a model's answer. */
export interface FailedResponse {
  /** Base URL of the server, for messages. */
  readonly server: string;
  readonly status: number;
  readonly headers: ResponseHeaders;
  readonly body: string;
  /** Not shown in messages. */
  readonly apiKey: string;
  /** A wait longer than this counts as an exhausted quota. */
  readonly maxWaitMs: number;
}

/** Statuses of rate limits and of servers that are not ready. */
const OVERLOADED: ReadonlySet<number> = new Set([429, 503, 529]);
/** Further statuses below 500 after which another attempt can succeed. */
const PASSING: ReadonlySet<number> = new Set([408, 409, 425]);
/** Server errors that stay. */
const LASTING: ReadonlySet<number> = new Set([501, 505]);

const NO_QUOTA =
  /insufficient[_ -]?(?:quota|balance|credit|funds)|exceeded your current quota|quota (?:has been )?(?:exhausted|exceeded)|credit balance|out of credits?|billing|payment required/i;
const NO_KEY =
  /api[_ -]?key[^.]{0,40}(?:invalid|not valid|missing|incorrect|expired|required)|(?:invalid|incorrect|missing)[^.]{0,20}api[_ -]?key/i;
const NO_MODEL =
  /model[^.]{0,80}(?:not found|does not exist|not exist|not available|unknown)|(?:unknown|invalid|no such|not a valid) model/i;
const MODERATED = /moderation|flagged|content[_ ]?(?:filter|policy)/i;

/** Decides what a failed response means: a fault that can pass, or a refusal. */
export function readFailure(response: FailedResponse): PassingFault | Refusal {
  const { status, headers, body, apiKey, server } = response;
  const words = readServerWords(body, apiKey);
  const message = `${server} answers ${status}: ${words.text || "nothing"}`;
  const context = status === 429 ? undefined : readContextSizes(words);
  if (context !== undefined)
    return new Refusal(contextError(message, server, context), words, context);
  const refuse = (code: Parameters<typeof modelError>[0], more = "") => {
    const details = { message: `${message}${more}`, fields: { server, status } };
    return new Refusal(modelError(code, details), words, undefined);
  };
  if (status >= 300 && status < 400) return redirected(response, words);
  const isPassing = OVERLOADED.has(status) || PASSING.has(status) || status >= 500;
  if (!isPassing || LASTING.has(status)) return refuse(codeOf(status, words));
  const retryAfterMs = readRetryAfter(headers, OVERLOADED.has(status) ? words.text : "");
  if (isQuotaExhausted(response, words, retryAfterMs)) {
    const until = retryAfterMs === undefined ? "" : ` (no request for ${retryAfterMs / 1000} s)`;
    return refuse("MODEL_QUOTA_EXHAUSTED", until);
  }
  const reason = OVERLOADED.has(status) ? "overloaded" : "server_error";
  return new PassingFault({ reason, text: `${status}: ${words.text || "nothing"}`, retryAfterMs });
}

function codeOf(status: number, words: ServerWords): Parameters<typeof modelError>[0] {
  const said = `${words.code} ${words.type} ${words.text}`;
  if (status === 402) return "MODEL_QUOTA_EXHAUSTED";
  if (MODERATED.test(said)) return "MODEL_REQUEST_REFUSED";
  if (status === 401 || status === 403 || status === 407 || NO_KEY.test(said))
    return "MODEL_UNAUTHORIZED";
  if (status === 404 || status === 405 || status === 410) return "MODEL_NOT_FOUND";
  if (/model_not_found|invalid_model/.test(said) || NO_MODEL.test(words.text))
    return "MODEL_NOT_FOUND";
  return "MODEL_REQUEST_REFUSED";
}

/** A rate limit whose end is near is not an exhausted quota, although some servers use the same words for it. */
function isQuotaExhausted(
  { status, maxWaitMs }: FailedResponse,
  words: ServerWords,
  retryAfterMs: number | undefined,
): boolean {
  if (status !== 429) return false;
  if (retryAfterMs !== undefined) return retryAfterMs > maxWaitMs;
  return words.code === "insufficient_quota" || NO_QUOTA.test(`${words.type} ${words.text}`);
}

function redirected({ server, status, headers }: FailedResponse, words: ServerWords): Refusal {
  const target = headers.get("location") ?? "an unknown address";
  const message = `${server} answers ${status}: it redirects to ${target}.`;
  const error = modelError("MODEL_NOT_FOUND", { message, fields: { server, status } });
  return new Refusal(error, words, undefined);
}

function contextError(message: string, server: string, sizes: ContextSizes): StarError {
  const { contextTokens, promptTokens, outputTokens } = sizes;
  const fields = Object.fromEntries(
    Object.entries({ contextTokens, promptTokens, outputTokens }).filter(
      ([, size]) => size !== undefined,
    ),
  ) as Record<string, number>;
  const isTold = contextTokens !== undefined && promptTokens !== undefined;
  return modelError("MODEL_CONTEXT_EXCEEDED", {
    message: isTold
      ? `The prompt has ${promptTokens} tokens and the context of ${server} has ${contextTokens}.`
      : message,
    fields: { server, ...fields },
  });
}
