import { messageOf, StarError, type StarErrorCode } from "../errors.js";

/** What a worker thread is started with. */
export interface JobData {
  /** The module whose default export is the job. */
  readonly module: string;
  readonly input: unknown;
}

/** What a thread is told: somebody wants the job to stop. The reason stays behind: not every one survives the way. */
export const STOP_REQUEST = "stop";

/** What a thread says: any number of `progress`, then one of the others. */
export type JobReply =
  | { readonly kind: "progress"; readonly progress: unknown }
  | { readonly kind: "done"; readonly result: unknown }
  /** As it was asked to. */
  | { readonly kind: "stopped" }
  | { readonly kind: "failed"; readonly error: TransferredError };

/** An error on its way between threads; cloning keeps no codes and no classes of ours. */
export type TransferredError =
  | {
      readonly kind: "star";
      readonly code: StarErrorCode;
      readonly message: string;
      readonly remedy: string;
      readonly stack: string | undefined;
      readonly cause: unknown;
    }
  | { readonly kind: "other"; readonly error: unknown };

/** Makes an error ready for another thread. */
export function packError(error: unknown): TransferredError {
  if (!StarError.isInstance(error)) return { kind: "other", error: cloneable(error) };
  const { code, message, remedy, stack } = error;
  return {
    kind: "star",
    code,
    message: message.slice(0, -remedy.length - 1),
    remedy,
    stack,
    cause: cloneable(error.cause),
  };
}

/** The error that {@link packError} was given. */
export function unpackError(packed: TransferredError): unknown {
  if (packed.kind === "other") return packed.error;
  const { code, message, remedy, cause, stack } = packed;
  const details = { message, remedy, ...(cause === undefined ? {} : { cause }) };
  const error = new StarError(code, details);
  if (stack !== undefined) error.stack = stack;
  return error;
}

/** The value where threads can exchange it, else what it says of itself. */
function cloneable(value: unknown): unknown {
  try {
    return structuredClone(value);
  } catch {
    return new Error(messageOf(value));
  }
}
