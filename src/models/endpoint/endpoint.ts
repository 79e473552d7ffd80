import type { EndpointRequest } from "./exchange.js";
import type { PassingReason } from "./faults.js";
import { completeLimits, type EndpointLimits } from "./limits.js";
import type { Completion } from "./read-completion.js";
import type { Traffic } from "./traffic.js";

/** Options of {@link createEndpoint}. */
export interface EndpointOptions {
  readonly limits?: EndpointLimits | undefined;
  /**
   * Receives one sentence about the server, such as that it refuses a parameter, or that it fails most requests and all wait.
   * Default: nothing is reported.
   */
  readonly onNote?: ((note: string) => void) | undefined;
}

/** Requests to a server so far. */
export interface EndpointUse {
  /** HTTP requests, those of failed attempts included. */
  readonly requests: number;
  /** Further attempts by the reason of the failed one. */
  readonly retries: Readonly<Record<PassingReason, number>>;
  /** Parameters that the server refused and that are left out since. */
  readonly leftOut: readonly string[];
  /** What was reported to `onNote`, each once. */
  readonly notes: readonly string[];
}

/** The connection to one server, shared by all models and tasks of a run: limits, retries and what is known of the server. */
export interface ModelEndpoint {
  /**
   * Sends a request until it is answered.
   *
   * @throws {StarError} Any of the codes that begin with `MODEL_`.
   */
  complete(request: EndpointRequest): Promise<Completion>;
  readUse(): EndpointUse;
}

/**
 * Creates the connection to a server. Models that share it share its limits, back-off and circuit breaker.
 *
 * @throws {StarError} `INVALID_ARGUMENT` naming a limit that is not a positive integer.
 *
 * @example
 * ```ts
 * import { createChatModel, createEndpoint } from "langgraph-star";
 *
 * const endpoint = createEndpoint({ limits: { concurrency: 4, requestsPerMinute: 60 } });
 * const baseUrl = "http://127.0.0.1:8000/v1";
 * const llm = await createChatModel("openai:qwen", { baseUrl, endpoint, temperature: 0.7 });
 * console.log(endpoint.readUse().requests); // 0
 * ```
 */
export function createEndpoint({
  limits: given = {},
  onNote,
}: EndpointOptions = {}): ModelEndpoint {
  const limits = completeLimits(given);
  const counter = createCounter(onNote);
  let traffic: Promise<Traffic> | undefined;
  return {
    async complete(request) {
      counter.nameServer(request.server);
      // Imported when used: the libraries for retries and connections are large.
      traffic ??= import("./traffic.js").then(({ createTraffic }) =>
        createTraffic(limits, counter),
      );
      return (await traffic).complete(request);
    },
    readUse: counter.read,
  };
}

/** Counts requests and retries, and collects notes. */
function createCounter(onNote: ((note: string) => void) | undefined) {
  const notes = new Set<string>();
  const leftOut = new Set<string>();
  const retries = { timeout: 0, connection: 0, overloaded: 0, server_error: 0, invalid_answer: 0 };
  let requests = 0;
  let server = "";
  return {
    nameServer(name: string) {
      server = name;
    },
    countRequest() {
      requests++;
    },
    countRetry(reason: PassingReason) {
      retries[reason]++;
    },
    leaveOut(name: string) {
      leftOut.add(name);
    },
    note(what: string) {
      const sentence = `${server} ${what}.`;
      if (notes.has(sentence)) return;
      notes.add(sentence);
      onNote?.(sentence);
    },
    read: (): EndpointUse => ({
      requests,
      retries: { ...retries },
      leftOut: [...leftOut],
      notes: [...notes],
    }),
  };
}
