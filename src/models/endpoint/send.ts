import type { TimeoutPolicy } from "cockatiel";
import { TaskCancelledError } from "cockatiel";
import { type Dispatcher, fetch } from "undici";
import { PassingFault } from "./faults.js";
import type { FailedResponse } from "./read-failure.js";
import { readTransportError } from "./read-transport-error.js";

/** One request. */
export interface Sending {
  readonly url: string;
  /** Base URL, for messages. */
  readonly server: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly signal: AbortSignal;
}

interface Transport {
  readonly dispatcher: Dispatcher;
  /** Limit of the whole call. */
  readonly callLimit: TimeoutPolicy;
  readonly callMs: number;
}

/** A response that was read to its end. */
export type ReadResponse = Pick<FailedResponse, "status" | "headers" | "body">;

/**
 * Sends a request once and reads the whole response.
 *
 * @throws {PassingFault} when there is no complete response in time.
 * @throws The reason of the signal when it is aborted. The connection is then closed.
 */
export async function send(sending: Sending, transport: Transport): Promise<ReadResponse> {
  const { url, server, headers, body, signal } = sending;
  const { dispatcher, callLimit, callMs } = transport;
  try {
    return await callLimit.execute(async (context) => {
      const response = await fetch(url, {
        method: "POST",
        headers,
        body,
        dispatcher,
        signal: context.signal,
        redirect: "manual",
      });
      return { status: response.status, headers: response.headers, body: await response.text() };
    }, signal);
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof TaskCancelledError) {
      const text = `no complete answer within ${callMs / 1000} s`;
      throw new PassingFault({ reason: "timeout", text, cause: error });
    }
    throw readTransportError(error, server);
  }
}
