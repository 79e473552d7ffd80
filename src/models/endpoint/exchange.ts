import { timeout, TimeoutStrategy } from "cockatiel";
import { Agent } from "undici";
import { isRecord } from "../../json.js";
import type { Adaptation, RequestBody } from "./adaptation.js";
import { PassingFault, Refusal } from "./faults.js";
import type { CompleteLimits } from "./limits.js";
import { createRates } from "./rates.js";
import { readCompletion, type Completion } from "./read-completion.js";
import { readFailure } from "./read-failure.js";
import { send } from "./send.js";

/** One request to a server. */
export interface EndpointRequest {
  /** Address of the chat completions. */
  readonly url: string;
  /** Base URL, for messages. */
  readonly server: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: RequestBody;
  /** Parameters that the user set explicitly: they are never left out. */
  readonly keep: ReadonlySet<string>;
  readonly signal: AbortSignal;
}

/**
 * Sends a body once.
 *
 * @throws {PassingFault} when another attempt can succeed.
 * @throws {Refusal} when the server would refuse the body again.
 */
export type Exchange = (request: EndpointRequest, body: RequestBody) => Promise<Completion>;

const MIN_KEY_LENGTH = 8;
/** Longest time to make a connection. */
const CONNECT_MS = 8000;

/** Creates the connections to a server, with its limits of time and rate. */
export function createExchange(limits: CompleteLimits): Exchange {
  const { callMs, firstByteMs, maxWaitMs } = limits;
  const rates = createRates(limits);
  const transport = {
    dispatcher: new Agent({
      headersTimeout: firstByteMs,
      bodyTimeout: firstByteMs,
      connect: { timeout: CONNECT_MS },
    }),
    callLimit: timeout(callMs, TimeoutStrategy.Aggressive),
    callMs,
  };
  return async ({ url, server, headers, signal }, body) => {
    const text = JSON.stringify(body);
    await rates.admit(text.length, signal);
    const response = await send({ url, server, headers, body: text, signal }, transport);
    const failed = { ...response, server, maxWaitMs, apiKey: apiKeyOf(headers) };
    const read = isSuccess(response.status) ? readCompletion(failed) : readFailure(failed);
    if (read instanceof PassingFault || read instanceof Refusal) throw read;
    rates.learn(text.length, countTokens(read));
    return read;
  };
}

interface AdaptedExchange {
  readonly exchange: Exchange;
  readonly adaptation: Adaptation;
}

/**
 * Sends a body, and again without what the server refuses.
 *
 * @throws {PassingFault} as {@link Exchange} does.
 * @throws {StarError} when the server refuses the request and no change helps.
 */
export async function exchangeAdapted(
  request: EndpointRequest,
  body: RequestBody,
  { exchange, adaptation }: AdaptedExchange,
): Promise<Completion> {
  try {
    return await exchange(request, body);
  } catch (failure) {
    if (!(failure instanceof Refusal)) throw failure;
    const proposal = adaptation.propose(failure, body);
    if (proposal === undefined) throw failure.error;
    const watched: Exchange = async (sent, changed) => {
      try {
        const completion = await exchange(sent, changed);
        proposal.accept();
        return completion;
      } catch (error) {
        // The same words again mean that the change was not what the server wanted.
        if (error instanceof Refusal && error.words.text !== failure.words.text) proposal.accept();
        throw error;
      }
    };
    return exchangeAdapted(request, proposal.body, { exchange: watched, adaptation });
  }
}

function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}

/** Empty for a placeholder, which may be a word of a message. */
function apiKeyOf(headers: Readonly<Record<string, string>>): string {
  const key = (headers["authorization"] ?? "").replace(/^Bearer\s+/i, "");
  return key.length < MIN_KEY_LENGTH ? "" : key;
}

function countTokens({ usage }: Completion): number {
  const total = isRecord(usage) ? Number(usage["total_tokens"]) : 0;
  return Number.isFinite(total) ? total : 0;
}
