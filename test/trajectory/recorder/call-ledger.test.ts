import { describe, expect, it } from "vitest";
import { createCallLedger } from "../../../src/trajectory/recorder/call-ledger.js";

const answer = (rawCallId: string, content: string) =>
  ({ rawCallId, name: "lookup", content, status: "success" }) as const;

describe("createCallLedger", () => {
  it("settles each call once, in the order of the calls", () => {
    const ledger = createCallLedger();
    expect(["b", "a"].map((id) => ledger.open(id, "lookup", ""))).toEqual(["call_1", "call_2"]);
    const answers = [answer("a", "second"), answer("b", "first"), answer("c", "unknown")];
    const settled = ledger.settle(answers, "");
    expect(settled.map(({ callId, answer: { content } }) => `${callId} ${content}`)).toEqual([
      "call_1 first",
      "call_2 second",
    ]);
    expect(ledger.settle(answers, "")).toEqual([]);
  });

  it("uses the newest answers of a conversation with repeated ids", () => {
    const ledger = createCallLedger();
    ledger.open("same", "lookup", "");
    ledger.settle([answer("same", "old")], "");
    ledger.open("same", "lookup", "");
    const [settled] = ledger.settle([answer("same", "old"), answer("same", "new")], "");
    expect(settled).toMatchObject({ callId: "call_2", answer: { content: "new" } });
  });

  it("does not settle another agent's call when an old answer with the same id is shown again", () => {
    const ledger = createCallLedger();
    ledger.open("same", "delegate", "outer");
    ledger.open("same", "lookup", "inner");
    const shown = [answer("same", "found")];
    expect(ledger.settle(shown, "inner")).toMatchObject([{ callId: "call_2" }]);
    expect(ledger.settle(shown, "inner")).toEqual([]);
    expect(ledger.settle([answer("same", "done")], "outer")).toMatchObject([{ callId: "call_1" }]);
  });

  it("prefers a call of the answering agent, else the oldest", () => {
    const ledger = createCallLedger();
    for (const agent of ["left", "right", "right"]) ledger.open("same", "lookup", agent);
    const settle = (agent: string) => ledger.settle([answer("same", "")], agent)[0]?.callId;
    expect(["right", "", "right", ""].map(settle)).toEqual([
      "call_2",
      "call_1",
      "call_3",
      undefined,
    ]);
  });
});
