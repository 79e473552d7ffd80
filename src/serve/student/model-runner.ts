import { StarError } from "../../errors.js";
import { abortErrorOf, untilAborted } from "../http/abort.js";
import type { Admission, AdmissionSlot } from "../http/admission.js";
import { createEventStream } from "../http/event-stream.js";
import { type ErrorFormat, type HttpError, isHttpError } from "../http/http-error.js";
import type { Metrics } from "./metrics.js";

interface ModelRunnerOptions {
  readonly admission: Admission;
  readonly metrics: Metrics;
  readonly errorFormat: ErrorFormat;
  readonly onError: (error: unknown) => void;
}

interface ModelRequest {
  /** Path of the route. */
  readonly path: string;
  /** Aborted when the client disconnects. */
  readonly client: AbortSignal;
}

/** Runs model calls under admission control. Failures are counted, reported and converted to HTTP errors. */
export interface ModelRunner {
  /** Returns one result when the work is done or aborted. */
  run(
    request: ModelRequest,
    work: (signal: AbortSignal) => Promise<object>,
  ): Promise<object | HttpError>;
  /** Returns an event stream. A failure before the first event is an HTTP error, a later one is an event. */
  stream(
    request: ModelRequest & { readonly headers: Readonly<Record<string, string>> },
    work: (signal: AbortSignal) => AsyncGenerator<object, void>,
  ): Promise<Response | HttpError>;
}

/** Creates the model runner of one server. */
export function createModelRunner(options: ModelRunnerOptions): ModelRunner {
  const toHttpError = createErrorConverter(options);
  const acquire = createTimedAcquire(options);
  return {
    async run(request, work) {
      const slot = await acquire(request);
      if (isHttpError(slot)) return slot;
      const done = work(slot.signal).finally(() => slot.release());
      try {
        return await untilAborted(done, slot.signal);
      } catch (error) {
        return toHttpError(error, slot.signal);
      }
    },
    async stream({ path, client, headers }, work) {
      const reader = new AbortController();
      const disconnected = AbortSignal.any([client, reader.signal]);
      const slot = await acquire({ path, client: disconnected });
      if (isHttpError(slot)) return slot;
      const { signal } = slot;
      const toErrorBody = (error: unknown) =>
        options.errorFormat.toBody(toHttpError(error, signal));
      const events = toEvents(work(signal), slot, toErrorBody);
      try {
        return await createEventStream(events, { headers, onCancel: () => reader.abort() });
      } catch (error) {
        return toHttpError(error, signal);
      }
    },
  };
}

/** Acquires slots and measures the time from arrival to release. */
function createTimedAcquire({ admission, metrics }: ModelRunnerOptions) {
  return async ({ path, client }: ModelRequest): Promise<AdmissionSlot | HttpError> => {
    const start = performance.now();
    const slot = await admission.acquire(client);
    if (isHttpError(slot)) return slot;
    return {
      signal: slot.signal,
      release() {
        slot.release();
        metrics.observeSeconds(path, (performance.now() - start) / 1000);
      },
    };
  };
}

/** Releases the slot only when the work has actually ended, which can be after the client got its error. */
async function* toEvents(
  parts: AsyncGenerator<object, void>,
  { signal, release }: AdmissionSlot,
  toErrorBody: (error: unknown) => object,
): AsyncGenerator<string> {
  let hasStarted = false;
  try {
    for (;;) {
      const part = await untilAborted(parts.next(), signal);
      if (part.done === true) break;
      yield JSON.stringify(part.value);
      hasStarted = true;
    }
    yield "[DONE]";
  } catch (error) {
    if (!hasStarted) throw error;
    yield JSON.stringify(toErrorBody(error));
  } finally {
    void parts.return().then(release, release);
  }
}

/** An invalid argument is the client's error. Everything else that was not aborted is a failure of the model. */
function createErrorConverter({ metrics, onError }: ModelRunnerOptions) {
  return (error: unknown, signal: AbortSignal): HttpError => {
    const aborted = abortErrorOf(signal);
    if (aborted !== undefined) return aborted;
    const described = StarError.isInstance(error)
      ? { message: error.problem, remedy: error.remedy }
      : UNDISCLOSED;
    if (StarError.isInstance(error) && error.code === "INVALID_ARGUMENT") {
      return { errorCode: "REQUEST_INVALID", ...described };
    }
    metrics.countModelError();
    onError(error);
    return { errorCode: "MODEL_FAILED", ...described };
  };
}

// The message of a foreign error can contain keys or addresses, so it is not sent.
const UNDISCLOSED = {
  message: "The model failed to answer.",
  remedy: "See the server's own output for the reason.",
};
