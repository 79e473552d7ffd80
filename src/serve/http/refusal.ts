import { z } from "zod";

/** Every way a server of this library refuses a request, with its HTTP status. */
export const REFUSALS = {
  REQUEST_MALFORMED: 400,
  BODY_NOT_JSON: 400,
  UNAUTHORIZED: 401,
  HOST_REFUSED: 403,
  ROUTE_NOT_FOUND: 404,
  TASK_NOT_FOUND: 404,
  EPISODE_NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  BODY_TOO_LARGE: 413,
  CONTENT_TYPE_UNSUPPORTED: 415,
  REQUEST_INVALID: 422,
  TOO_MANY_EPISODES: 429,
  SERVER_FAILED: 500,
} as const;
export type RefusalCode = keyof typeof REFUSALS;

/** What a handler answers instead of a result. */
export interface Refusal {
  readonly refused: RefusalCode;
  /** What is wrong, naming the offending value. */
  readonly message: string;
  /** What to do about it, as an imperative sentence. */
  readonly remedy: string;
}

/** The body of every answer that is not a result. */
export const refusalSchema = z.strictObject({
  error: z.strictObject({
    code: z.enum(Object.keys(REFUSALS)),
    message: z.string(),
    remedy: z.string(),
  }),
});

export function isRefusal(answer: object): answer is Refusal {
  return "refused" in answer;
}

/** A refusal as JSON with its status. */
export function toResponse(
  { refused, message, remedy }: Refusal,
  headers: Readonly<Record<string, string>> = {},
): Response {
  const status = REFUSALS[refused];
  return Response.json({ error: { code: refused, message, remedy } }, { status, headers });
}
