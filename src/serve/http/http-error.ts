import { z } from "zod";

/** HTTP status of every error code that the servers return. */
export const HTTP_ERROR_STATUS = {
  REQUEST_MALFORMED: 400,
  BODY_NOT_JSON: 400,
  UNAUTHORIZED: 401,
  HOST_REFUSED: 403,
  ROUTE_NOT_FOUND: 404,
  TASK_NOT_FOUND: 404,
  EPISODE_NOT_FOUND: 404,
  TRACE_NOT_FOUND: 404,
  MODEL_NOT_FOUND: 404,
  USER_NOT_FOUND: 404,
  ITEM_NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  REQUEST_TIMEOUT: 408,
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
/** A key of {@link HTTP_ERROR_STATUS}. */
export type HttpErrorCode = keyof typeof HTTP_ERROR_STATUS;

/** An error that a handler returns instead of a result. */
export interface HttpError {
  readonly errorCode: HttpErrorCode;
  /** What is wrong, including the offending value. */
  readonly message: string;
  /** What to do about it, as an imperative sentence. */
  readonly remedy: string;
  /** Path of the invalid field, such as `messages[0].role`. */
  readonly parameter?: string;
  /** Value of the `Retry-After` header. */
  readonly retryAfterSeconds?: number;
}

/** Body format of the errors of one server. */
export interface ErrorFormat {
  readonly schema: z.ZodType;
  statusOf(code: HttpErrorCode): number;
  toBody(error: HttpError): object;
}

/** This library's format: `{ error: { code, message, remedy } }`. */
export const STAR_ERROR_FORMAT: ErrorFormat = {
  schema: z.strictObject({
    error: z.strictObject({
      code: z.enum(Object.keys(HTTP_ERROR_STATUS)),
      message: z.string(),
      remedy: z.string(),
    }),
  }),
  statusOf: (code) => HTTP_ERROR_STATUS[code],
  toBody: ({ errorCode, message, remedy }) => ({ error: { code: errorCode, message, remedy } }),
};

/** True if a handler returned an error and not a result. */
export function isHttpError(result: object): result is HttpError {
  return "errorCode" in result;
}

interface ErrorResponseOptions {
  /** Default {@link STAR_ERROR_FORMAT}. */
  readonly format?: ErrorFormat | undefined;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Converts an error to a JSON response with its status. */
export function toErrorResponse(
  error: HttpError,
  { format = STAR_ERROR_FORMAT, headers = {} }: ErrorResponseOptions = {},
): Response {
  const { errorCode, retryAfterSeconds } = error;
  const retry = retryAfterSeconds === undefined ? {} : { "Retry-After": `${retryAfterSeconds}` };
  return Response.json(format.toBody(error), {
    status: format.statusOf(errorCode),
    headers: { ...retry, ...headers },
  });
}
