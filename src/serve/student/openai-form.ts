import { z } from "zod";
import { type RefusalCode, type RefusalForm, REFUSALS } from "../http/refusal.js";

const TYPES: Readonly<Record<number, string>> = {
  401: "authentication_error",
  403: "permission_error",
  429: "rate_limit_error",
  500: "server_error",
  503: "server_error",
  504: "timeout_error",
};

/**
 * OpenAI's form, so that its clients understand every answer of the server: a type by the status, a code in lower case. They
 * show the message only, so it ends with the remedy; the remedy also stands alone.
 */
export const OPENAI_FORM: RefusalForm = {
  schema: z.strictObject({
    error: z.strictObject({
      message: z.string(),
      type: z.string(),
      param: z.string().nullable(),
      code: z.enum(Object.keys(REFUSALS).map((code) => code.toLowerCase())),
      remedy: z.string(),
    }),
  }),
  statusOf,
  toBody: ({ refused, message, remedy, parameter }) => ({
    error: {
      message: `${message} ${remedy}`,
      type: TYPES[statusOf(refused)] ?? "invalid_request_error",
      param: parameter ?? null,
      code: refused.toLowerCase(),
      remedy,
    },
  }),
};

/** OpenAI has 400 for what does not fit; clients ask again after a 422. */
function statusOf(code: RefusalCode): number {
  return code === "REQUEST_INVALID" ? 400 : REFUSALS[code];
}
