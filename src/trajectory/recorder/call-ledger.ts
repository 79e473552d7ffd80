import type { ToolAnswer } from "./messages.js";

/** A tool call that waits for its answer. */
interface OpenCall {
  readonly rawCallId: string;
  readonly number: number;
  readonly name: string;
  readonly agent: string;
}

/** A call with its answer. */
export interface SettledCall {
  readonly callId: string;
  readonly name: string;
  readonly answer: ToolAnswer;
}

export type CallLedger = ReturnType<typeof createCallLedger>;

/**
 * Pairs calls with answers and gives calls ids that depend on their order only. Providers' ids are random, and some models
 * use the same ones in every turn, so an answer goes to the oldest open call of that id, first within its own agent.
 */
export function createCallLedger() {
  const open = new Set<OpenCall>();
  const made = new Set<string>();
  const keyOf = (rawCallId: string, agent: string) => `${agent}\u0000${rawCallId}`;
  let count = 0;

  /** To an agent that has made a call of that id, the id means its own call, also once that one is answered. */
  function waitingFor(rawCallId: string, agent: string): OpenCall[] {
    const waiting = [...open].filter((call) => call.rawCallId === rawCallId);
    if (!made.has(keyOf(rawCallId, agent))) return waiting;
    return waiting.filter((call) => call.agent === agent);
  }

  return {
    /** @returns The call's id. */
    open(rawCallId: string, name: string, agent: string): string {
      open.add({ rawCallId, number: ++count, name, agent });
      made.add(keyOf(rawCallId, agent));
      return `call_${count}`;
    },
    /**
     * @param answers - Oldest first. They may hold the whole conversation: only as many as are waited for count, the newest.
     * @returns What they settle, in the order in which the calls were made.
     */
    settle(answers: readonly ToolAnswer[], agent: string): SettledCall[] {
      const settled = [...new Set(answers.map((answer) => answer.rawCallId))].flatMap((id) => {
        const waiting = waitingFor(id, agent);
        const fitting = answers.filter((answer) => answer.rawCallId === id);
        const newest = fitting.slice(-waiting.length || fitting.length);
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
