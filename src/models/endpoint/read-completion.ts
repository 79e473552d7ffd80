import { isRecord } from "../../json.js";
import { modelError, PassingFault, type Refusal } from "./faults.js";
import { readFailure, type FailedResponse } from "./read-failure.js";
import { isWebPage, readServerWords } from "./server-words.js";

/** A chat completion as a server sent it, with at least one choice that has a message. */
export interface Completion extends Record<string, unknown> {
  readonly choices: readonly [Choice, ...Choice[]];
}

/** One choice of a {@link Completion}. */
export interface Choice extends Record<string, unknown> {
  readonly message: Readonly<Record<string, unknown>>;
}

/**
 * Reads the body of a response with status 200. Busy gateways answer with a web page, half a body, an error object or no choices.
 *
 * @returns The completion, or why it is none.
 */
export function readCompletion(response: FailedResponse): Completion | PassingFault | Refusal {
  const { body } = response;
  const parsed = parseBody(body);
  if (!isRecord(parsed)) return notJson(response);
  const { choices, error } = parsed;
  const [first]: unknown[] = Array.isArray(choices) ? choices : [];
  if (!isRecord(first)) {
    return isRecord(error) || typeof error === "string"
      ? failureInside(response)
      : invalid("an answer without choices");
  }
  if (isRecord(first["error"])) {
    return failureInside({ ...response, body: JSON.stringify({ error: first["error"] }) });
  }
  const message = first["message"] ?? first["delta"] ?? textMessage(first["text"]);
  if (!isRecord(message)) return invalid("an answer whose first choice has no message");
  return { ...parsed, choices: [{ ...first, message }] };
}

function parseBody(body: string): unknown {
  try {
    // A byte order mark is not JSON.
    return JSON.parse(body.replace(/^\uFEFF/, ""));
  } catch {
    return undefined;
  }
}

/** The message of the older completions API. */
function textMessage(text: unknown) {
  return typeof text === "string" ? { role: "assistant", content: text } : undefined;
}

function notJson({ server, body }: FailedResponse): PassingFault {
  const { text } = readServerWords(body.slice(0, 4000));
  if (!isWebPage(body)) {
    return invalid(
      body.trim() === "" ? "an empty answer" : `an answer that is not JSON: ${text.slice(0, 80)}`,
    );
  }
  const lasting = modelError("MODEL_NOT_FOUND", {
    message: `${server} does not answer as a model's server, but with ${text}.`,
    fields: { server, status: 200 },
  });
  return new PassingFault({ reason: "invalid_answer", text, lasting });
}

/** An error object with status 200. Its status is in the body, or follows from its type. */
function failureInside(response: FailedResponse): PassingFault | Refusal {
  const { status, type } = readServerWords(response.body);
  return readFailure({ ...response, status: status ?? (type.startsWith("invalid_") ? 400 : 500) });
}

function invalid(text: string): PassingFault {
  return new PassingFault({ reason: "invalid_answer", text });
}
