import { z } from "zod";
import { type ErrorFormat, HTTP_ERROR_STATUS, type HttpErrorCode } from "../http/http-error.js";

const TYPES: Readonly<Record<number, string>> = {
  401: "authentication_error",
  403: "permission_error",
  429: "rate_limit_error",
  500: "server_error",
  503: "server_error",
  504: "timeout_error",
};

/**
 * OpenAI's error format plus a remedy, for all routes of the student server. OpenAI clients show the message only, so it
 * includes the remedy.
 */
export const OPENAI_ERROR_FORMAT: ErrorFormat = {
  schema: z.strictObject({
    error: z.strictObject({
      message: z.string(),
      type: z.string(),
      param: z.string().nullable(),
      code: z.enum(Object.keys(HTTP_ERROR_STATUS).map((code) => code.toLowerCase())),
      remedy: z.string(),
    }),
  }),
  statusOf,
  toBody: ({ errorCode, message, remedy, parameter }) => ({
    error: {
      message: `${message} ${remedy}`,
      type: TYPES[statusOf(errorCode)] ?? "invalid_request_error",
      param: parameter ?? null,
      code: errorCode.toLowerCase(),
      remedy,
    },
  }),
};

/** OpenAI uses 400 for invalid requests; clients would retry a 422. */
function statusOf(code: HttpErrorCode): number {
  return code === "REQUEST_INVALID" ? 400 : HTTP_ERROR_STATUS[code];
}
