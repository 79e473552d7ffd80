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
  MODEL_NOT_FOUND: 404,
  USER_NOT_FOUND: 404,
  ITEM_NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  BODY_TOO_LARGE: 413,
  CONTENT_TYPE_UNSUPPORTED: 415,
  REQUEST_INVALID: 422,
  TOO_MANY_EPISODES: 429,
  TOO_MANY_REQUESTS: 429,
  CLIENT_GONE: 499,
  SERVER_FAILED: 500,
  MODEL_FAILED: 500,
  SHUTTING_DOWN: 503,
  TIMED_OUT: 504,
} as const;
export type RefusalCode = keyof typeof REFUSALS;

/** What a handler answers instead of a result. */
export interface Refusal {
  readonly refused: RefusalCode;
  /** What is wrong, naming the offending value. */
  readonly message: string;
  /** What to do about it, as an imperative sentence. */
  readonly remedy: string;
  /** The part of the request that is wrong, such as `messages[0].role`. */
  readonly parameter?: string;
  /** When it makes sense to ask again. */
  readonly retryAfterSeconds?: number;
}

/** How a server writes its refusals. */
export interface RefusalForm {
  readonly schema: z.ZodType;
  statusOf(code: RefusalCode): number;
  toBody(refusal: Refusal): object;
}

/** `{ error: { code, message, remedy } }`, the form of this library. */
export const STAR_FORM: RefusalForm = {
  schema: z.strictObject({
    error: z.strictObject({
      code: z.enum(Object.keys(REFUSALS)),
      message: z.string(),
      remedy: z.string(),
    }),
  }),
  statusOf: (code) => REFUSALS[code],
  toBody: ({ refused, message, remedy }) => ({ error: { code: refused, message, remedy } }),
};

export function isRefusal(answer: object): answer is Refusal {
  return "refused" in answer;
}

export interface ResponseOptions {
  /** Default {@link STAR_FORM}. */
  readonly form?: RefusalForm | undefined;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A refusal as JSON with its status. */
export function toResponse(
  refusal: Refusal,
  { form = STAR_FORM, headers = {} }: ResponseOptions = {},
): Response {
  const { refused, retryAfterSeconds } = refusal;
  const retry = retryAfterSeconds === undefined ? {} : { "Retry-After": `${retryAfterSeconds}` };
  return Response.json(form.toBody(refusal), {
    status: form.statusOf(refused),
    headers: { ...retry, ...headers },
  });
}
