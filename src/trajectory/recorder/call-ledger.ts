import type { RecordedAnswer } from "./messages.js";

/** A tool call without an answer so far. */
interface OpenCall {
  readonly rawCallId: string;
  readonly number: number;
  readonly name: string;
  readonly agent: string;
}

/** A tool call with its answer. */
interface SettledCall {
  readonly callId: string;
  readonly name: string;
  readonly answer: RecordedAnswer;
}

/** See {@link createCallLedger}. */
export type CallLedger = ReturnType<typeof createCallLedger>;

/**
 * Pairs tool calls with answers and numbers the calls in order. Providers' ids are random, and some models repeat them in every
 * turn, so an answer belongs to the oldest open call with its id, preferably of the same agent.
 */
export function createCallLedger() {
  const open = new Set<OpenCall>();
  const known = new Set<string>();
  const keyOf = (rawCallId: string, agent: string) => `${agent}\u0000${rawCallId}`;
  let count = 0;

  /** Once an agent has made a call with an id, that id refers to its own calls only, even after they are answered. */
  function openCallsOf(rawCallId: string, agent: string): OpenCall[] {
    const waiting = [...open].filter((call) => call.rawCallId === rawCallId);
    if (!known.has(keyOf(rawCallId, agent))) return waiting;
    return waiting.filter((call) => call.agent === agent);
  }

  return {
    /**
     * Registers a call.
     *
     * @returns Its number as an id: `call_1`, `call_2`, ...
     */
    open(rawCallId: string, name: string, agent: string): string {
      open.add({ rawCallId, number: ++count, name, agent });
      known.add(keyOf(rawCallId, agent));
      return `call_${count}`;
    },
    /**
     * Pairs answers with open calls.
     *
     * @param answers - Oldest first, possibly of the whole conversation: of the answers with one id, the newest are used, as many
     * as there are open calls.
     * @returns The answered calls, in the order of the calls.
     */
    settle(answers: readonly RecordedAnswer[], agent: string): SettledCall[] {
      const settled = [...new Set(answers.map((answer) => answer.rawCallId))].flatMap((id) => {
        const waiting = openCallsOf(id, agent);
        const matching = answers.filter((answer) => answer.rawCallId === id);
        const newest = matching.slice(-waiting.length || matching.length);
        return waiting.slice(0, newest.length).flatMap((call, index) => {
          const answer = newest[index];
          return answer === undefined ? [] : [{ call, answer }];
        });
      });
      for (const { call } of settled) open.delete(call);
      return settled
        .sort((a, b) => a.call.number - b.call.number)
        .map(({ call, answer }) => ({ callId: `call_${call.number}`, name: call.name, answer }));
    },
  };
}
