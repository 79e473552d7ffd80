import { describe, expect, it } from "vitest";
import { PassingFault } from "../../../src/models/endpoint/faults.js";
import { readFailure } from "../../../src/models/endpoint/read-failure.js";

interface Case {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Record<string, string>;
}

function read({ status, body, headers = {} }: Case): string {
  const failure = readFailure({
    server: "http://s/v1",
    status,
    headers: new Headers(headers),
    body: typeof body === "string" ? body : JSON.stringify(body),
    apiKey: "sk-secret",
    maxWaitMs: 60_000,
  });
  if (failure instanceof PassingFault) {
    return `${failure.reason} ${failure.retryAfterMs ?? "-"} ${failure.message}`;
  }
  return `${failure.error.code} ${failure.error.problem}`;
}
const error = (message: string, more: object = {}) => ({ error: { message, ...more } });

describe("readFailure", () => {
  it.each([
    {
      status: 401,
      body: error("Wrong key sk-secret."),
      expected: "MODEL_UNAUTHORIZED http://s/v1 answers 401: Wrong key [key].",
    },
    {
      status: 403,
      body: { message: "No access.", object: "error" },
      expected: "MODEL_UNAUTHORIZED http://s/v1 answers 403: No access.",
    },
    {
      status: 403,
      body: error("Your input was flagged."),
      expected: "MODEL_REQUEST_REFUSED http://s/v1 answers 403: Your input was flagged.",
    },
    {
      status: 400,
      body: [error("API key not valid. Please pass a valid API key.")],
      expected:
        "MODEL_UNAUTHORIZED http://s/v1 answers 400: API key not valid. Please pass a valid API key.",
    },
    {
      status: 404,
      body: { error: 'model "q" not found, try pulling it first' },
      expected:
        'MODEL_NOT_FOUND http://s/v1 answers 404: model "q" not found, try pulling it first.',
    },
    {
      status: 404,
      body: { detail: "Not Found" },
      expected: "MODEL_NOT_FOUND http://s/v1 answers 404: Not Found.",
    },
    {
      status: 404,
      body: "<html><title>404</title></html>",
      expected: 'MODEL_NOT_FOUND http://s/v1 answers 404: a web page, "404".',
    },
    {
      status: 400,
      body: error("q is not a valid model ID"),
      expected: "MODEL_NOT_FOUND http://s/v1 answers 400: q is not a valid model ID.",
    },
    {
      status: 400,
      body: error("The model q does not exist"),
      expected: "MODEL_NOT_FOUND http://s/v1 answers 400: The model q does not exist.",
    },
    {
      status: 302,
      body: "",
      headers: { location: "https://login" },
      expected: "MODEL_NOT_FOUND http://s/v1 answers 302: it redirects to https://login.",
    },
    {
      status: 402,
      body: error("Pay."),
      expected: "MODEL_QUOTA_EXHAUSTED http://s/v1 answers 402: Pay.",
    },
    {
      status: 429,
      body: error("You exceeded your current quota.", { code: "insufficient_quota" }),
      expected: "MODEL_QUOTA_EXHAUSTED http://s/v1 answers 429: You exceeded your current quota.",
    },
    {
      status: 429,
      body: error("You exceeded your current quota. Please retry in 20s."),
      expected: "overloaded 20000 429: You exceeded your current quota. Please retry in 20s.",
    },
    {
      status: 429,
      body: error("Slow down."),
      headers: { "retry-after": "3600" },
      expected:
        "MODEL_QUOTA_EXHAUSTED http://s/v1 answers 429: Slow down. (no request for 3600 s).",
    },
    {
      status: 429,
      body: "",
      headers: { "retry-after": "2" },
      expected: "overloaded 2000 429: nothing",
    },
    {
      status: 503,
      body: error("Loading model", { code: 503 }),
      expected: "overloaded - 503: Loading model",
    },
    { status: 500, body: "boom", expected: "server_error - 500: boom" },
    { status: 408, body: "", expected: "server_error - 408: nothing" },
    { status: 501, body: "No.", expected: "MODEL_REQUEST_REFUSED http://s/v1 answers 501: No." },
    {
      status: 400,
      body: error("Filtered.", { code: "content_filter" }),
      expected: "MODEL_REQUEST_REFUSED http://s/v1 answers 400: Filtered.",
    },
    {
      status: 422,
      body: { detail: [{ loc: ["body", "seed"], msg: "extra fields not permitted" }] },
      expected:
        "MODEL_REQUEST_REFUSED http://s/v1 answers 422: body.seed: extra fields not permitted.",
    },
    {
      status: 500,
      body: error("request (9 tokens) exceeds the available context size (8 tokens)"),
      expected:
        "MODEL_CONTEXT_EXCEEDED The prompt has 9 tokens and the context of http://s/v1 has 8.",
    },
  ])("reads $status $body", ({ expected, ...failure }) => {
    expect(read(failure)).toBe(expected);
  });
});
