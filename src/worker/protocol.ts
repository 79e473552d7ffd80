import { messageOf, StarError, type StarErrorCode, type StarErrorFields } from "../errors.js";
import { toFileError } from "../file-error.js";

/** What a worker thread is started with. */
export interface ThreadData {
  /** URL of the module whose default export is a {@link WorkerModule}. */
  readonly module: string;
  readonly data: unknown;
}

/** A message to a worker thread. The reason of an abort is not sent, because not every reason can be cloned. */
export type ThreadMessage =
  | { readonly kind: "request"; readonly number: number; readonly request: unknown }
  | { readonly kind: "abort"; readonly number: number };

/** A message from a worker thread: any number of `progress` per request, then one of the others. */
export type ThreadReply = { readonly number: number } & (
  | { readonly kind: "progress"; readonly progress: unknown }
  | { readonly kind: "done"; readonly result: unknown }
  /** The request was aborted. */
  | { readonly kind: "aborted" }
  | { readonly kind: "failed"; readonly error: PackedError }
);

/** Per request: how its handler reports progress and learns of an abort. */
export interface RequestContext<Progress> {
  report(progress: Progress): void;
  /** Aborted when the result is no longer wanted. A long handler checks it between steps. */
  readonly signal: AbortSignal;
}

/** Answers one request. Request, progress and result are cloned between threads; see {@link Transferred}. */
export type Handler<Request, Result, Progress = never> = (
  request: Request,
  context: RequestContext<Progress>,
) => Result | Transferred<Result> | Promise<Result>;

/** The default export of a module that runs in worker threads: called once per thread, with the pool's `data`. */
export type WorkerModule<Data, Request, Result, Progress = never> = (
  data: Data,
) => Handler<Request, Result, Progress> | Promise<Handler<Request, Result, Progress>>;

/** A result whose buffers are moved to the receiving thread and not copied. */
export class Transferred<Result> {
  constructor(
    readonly result: Result,
    readonly buffers: readonly ArrayBuffer[],
  ) {}
}

/** An error in the form that is sent between threads: cloning an error drops its class and own properties. */
export type PackedError =
  | {
      readonly kind: "star";
      readonly code: StarErrorCode;
      readonly problem: string;
      readonly remedy: string;
      readonly fields: StarErrorFields;
      readonly stack: string | undefined;
      readonly cause: unknown;
    }
  | { readonly kind: "other"; readonly error: unknown };

/** Turns an error into data that can be cloned. Clones of the system's errors would lose their code and path. */
export function packError(thrown: unknown): PackedError {
  const error = toFileError(thrown);
  if (!StarError.isInstance(error)) return { kind: "other", error: toCloneable(error) };
  const { code, problem, remedy, fields, stack, cause } = error;
  return { kind: "star", code, problem, remedy, fields, stack, cause: toCloneable(cause) };
}

/** The inverse of {@link packError}. */
export function unpackError(packed: PackedError): unknown {
  if (packed.kind === "other") return packed.error;
  const { code, problem, remedy, fields, cause, stack } = packed;
  const details = { message: problem, remedy, fields, ...(cause === undefined ? {} : { cause }) };
  const error = new StarError(code, details);
  if (stack !== undefined) error.stack = stack;
  return error;
}

function toCloneable(value: unknown): unknown {
  try {
    return structuredClone(value);
  } catch {
    return new Error(messageOf(value));
  }
}
