import { bulkhead } from "cockatiel";
import { orAborted } from "../../concurrency.js";
import { createAdaptation, type Adaptation } from "./adaptation.js";
import { withAttempts } from "./attempts.js";
import { createExchange, exchangeAdapted, type EndpointRequest } from "./exchange.js";
import type { PassingReason } from "./faults.js";
import { createHealth } from "./health.js";
import type { CompleteLimits } from "./limits.js";
import type { Completion } from "./read-completion.js";
import { repairCompletion } from "./repair-completion.js";

/** What is reported about the requests. */
export interface TrafficObserver {
  countRequest(): void;
  countRetry(reason: PassingReason): void;
  /** @param what - Continues a sentence that begins with the server's name. */
  note(what: string): void;
  /** @param name - A parameter that the server refuses and that is left out from now on. */
  leaveOut(name: string): void;
}

/** The requests to one server. */
export interface Traffic {
  complete(request: EndpointRequest): Promise<Completion>;
}

/** Connects slots, breaker, attempts and adaptation. */
export function createTraffic(limits: CompleteLimits, observer: TrafficObserver): Traffic {
  const { note, leaveOut, countRequest, countRetry } = observer;
  const health = createHealth(limits, note);
  const slots = bulkhead(limits.concurrency, Infinity);
  const exchange = createExchange(limits);
  const adaptations = new Map<unknown, Adaptation>();

  function adaptationOf({ body, keep }: EndpointRequest): Adaptation {
    const known = adaptations.get(body["model"]);
    const adaptation = known ?? createAdaptation({ keep, onNote: note, onLeftOut: leaveOut });
    adaptations.set(body["model"], adaptation);
    return adaptation;
  }

  async function attempt(request: EndpointRequest): Promise<Completion> {
    const adaptation = adaptationOf(request);
    const completion = await exchangeAdapted(request, adaptation.apply(request.body), {
      adaptation,
      exchange(sent, body) {
        countRequest();
        return exchange(sent, body);
      },
    });
    health.answered();
    return repairCompletion(completion, request.body);
  }

  return {
    complete(request) {
      const { server, signal } = request;
      const work = withAttempts(
        () => slots.execute(() => health.breaker.execute(() => attempt(request)), signal),
        { server, limits, health, signal, onRetry: countRetry },
      );
      return orAborted(work, signal);
    },
  };
}
