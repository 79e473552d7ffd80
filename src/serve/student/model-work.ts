import { StarError } from "../../errors.js";
import type { Admission, Place } from "../http/admission.js";
import { createEventStream } from "../http/event-stream.js";
import { isRefusal, type Refusal, type RefusalForm } from "../http/refusal.js";
import { stoppedBy, untilStopped } from "../http/stopped.js";
import type { Metrics } from "./metrics.js";

export interface ModelWorkOptions {
  readonly admission: Admission;
  readonly metrics: Metrics;
  readonly form: RefusalForm;
  readonly onError: (error: unknown) => void;
}

/** A request that is to be worked on. */
export interface WorkRequest {
  /** Path of its route. */
  readonly path: string;
  /** Aborted when whoever asked has gone. */
  readonly client: AbortSignal;
}

/** Work for a model, within the limits of the server. What goes wrong is answered, counted and reported. */
export interface ModelWork {
  /** Answers once, when the work is done or stopped. */
  once(
    request: WorkRequest,
    work: (signal: AbortSignal) => Promise<object>,
  ): Promise<object | Refusal>;
  /** Answers as a stream of events. What fails before the first has a status of its own, what fails later is an event. */
  stream(
    request: WorkRequest & { readonly headers: Readonly<Record<string, string>> },
    work: (signal: AbortSignal) => AsyncGenerator<object, void>,
  ): Promise<Response | Refusal>;
}

export function createModelWork(options: ModelWorkOptions): ModelWork {
  const explain = createExplainer(options);
  const enter = createEntrance(options);
  return {
    async once(request, work) {
      const place = await enter(request);
      if (isRefusal(place)) return place;
      const done = work(place.signal).finally(() => place.leave());
      try {
        return await untilStopped(done, place.signal);
      } catch (error) {
        return explain(error, place.signal);
      }
    },
    async stream({ path, client, headers }, work) {
      const reader = new AbortController();
      const gone = AbortSignal.any([client, reader.signal]);
      const place = await enter({ path, client: gone });
      if (isRefusal(place)) return place;
      const { signal } = place;
      const onFailure = (error: unknown) => options.form.toBody(explain(error, signal));
      const events = toEvents(work(signal), place, onFailure);
      try {
        return await createEventStream(events, { headers, onCancel: () => reader.abort() });
      } catch (error) {
        return explain(error, signal);
      }
    },
  };
}

/** Measures how long a place is needed, the wait for it included. */
function createEntrance({ admission, metrics }: ModelWorkOptions) {
  return async ({ path, client }: WorkRequest): Promise<Place | Refusal> => {
    const start = performance.now();
    const place = await admission.enter(client);
    if (isRefusal(place)) return place;
    return {
      signal: place.signal,
      leave() {
        place.leave();
        metrics.observeSeconds(path, (performance.now() - start) / 1000);
      },
    };
  };
}

/** Leaves the place when the work has really ended, even where the client is told earlier. */
async function* toEvents(
  parts: AsyncGenerator<object, void>,
  { signal, leave }: Place,
  onFailure: (error: unknown) => object,
): AsyncGenerator<string> {
  let hasBegun = false;
  try {
    for (;;) {
      const part = await untilStopped(parts.next(), signal);
      if (part.done === true) break;
      yield JSON.stringify(part.value);
      hasBegun = true;
    }
    yield "[DONE]";
  } catch (error) {
    if (!hasBegun) throw error;
    yield JSON.stringify(onFailure(error));
  } finally {
    void parts.return().then(leave, leave);
  }
}

/** What the model refuses is the client's to correct; anything else that was not stopped is a failure. */
function createExplainer({ metrics, onError }: ModelWorkOptions) {
  return (error: unknown, signal: AbortSignal): Refusal => {
    const stopped = stoppedBy(signal);
    if (stopped !== undefined) return stopped;
    if (StarError.isInstance(error) && error.code === "INVALID_ARGUMENT") {
      return { refused: "REQUEST_INVALID", ...describe(error) };
    }
    metrics.countModelError();
    onError(error);
    return { refused: "MODEL_FAILED", ...(StarError.isInstance(error) ? describe(error) : UNSAID) };
  };
}

/** A StarError's message ends with its remedy. */
function describe({ message, remedy }: StarError): Pick<Refusal, "message" | "remedy"> {
  return { message: message.slice(0, -remedy.length).trimEnd(), remedy };
}

// Whatever else went wrong may quote keys or addresses, so it stays inside.
const UNSAID = {
  message: "The model failed while it answered.",
  remedy: "Read the server's own output for the reason.",
};
