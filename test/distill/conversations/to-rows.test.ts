import { describe, expect, it } from "vitest";
import { toConversationRows } from "../../../src/distill/conversations/to-rows.js";
import type { MessageRecord } from "../../../src/trajectory/model-call.js";
import { packCalls } from "../../../src/trajectory/recorder/pack-calls.js";
import type { ModelCall } from "../../../src/trajectory/unpack-calls.js";
import { answerOf, called, callOf, said, trajectoryOf } from "./units.js";

const [q1, q2, q3] = [said("user", "q1"), said("user", "q2"), said("user", "q3")];
const [a1, a2, a3] = [said("assistant", "a1"), said("assistant", "a2"), said("assistant", "a3")];
const tool = (name: string) => ({
  type: "function" as const,
  function: { name, description: "", parameters: {} },
});

function rowsOf(
  calls: readonly ModelCall[],
  more: object = {},
  findFault: Parameters<typeof toConversationRows>[1]["findFault"] = () => undefined,
) {
  const trajectory = trajectoryOf({ ...packCalls(calls), ...more });
  const { rows, verdicts } = toConversationRows(trajectory, { edited: "mask", findFault });
  return {
    verdicts,
    rows: rows.map((row) => ({
      texts: row.conversation.messages.map(({ content }) => content),
      context: row.conversation.context,
      calls: row.calls,
    })),
  };
}

const three = () => [callOf([q1], a1), callOf([q1, a1, q2], a2), callOf([q1, a1, q2, a2, q3], a3)];
const cut = (call: ModelCall): ModelCall => ({ ...call, finishReason: "length" });

describe("toConversationRows", () => {
  it("writes a conversation as one row", () => {
    expect(rowsOf(three())).toEqual({
      verdicts: ["trained", "trained", "trained"],
      rows: [{ texts: ["q1", "a1", "q2", "a2", "q3", "a3"], context: 1, calls: [0, 1, 2] }],
    });
  });

  it("begins a row after a reply that is not trained: everything before is context", () => {
    const [first, second, third] = three() as [ModelCall, ModelCall, ModelCall];
    expect(rowsOf([first, cut(second), third])).toEqual({
      verdicts: ["trained", "cut_off", "trained"],
      rows: [
        { texts: ["q1", "a1"], context: 1, calls: [0] },
        { texts: ["q1", "a1", "q2", "a2", "q3", "a3"], context: 5, calls: [2] },
      ],
    });
  });

  it("begins a row after an assistant message that no recorded model wrote", () => {
    const foreign = said("assistant", "from elsewhere");
    expect(rowsOf([callOf([q1], a1), callOf([q1, a1, foreign, q2], a2)]).rows).toEqual([
      { texts: ["q1", "a1"], context: 1, calls: [0] },
      { texts: ["q1", "a1", "from elsewhere", "q2", "a2"], context: 4, calls: [1] },
    ]);
  });

  it("shortens a row to the longest conversation without a fault", () => {
    const result = rowsOf(three(), {}, ({ messages }) =>
      messages.length > 4 ? "too_long" : undefined,
    );
    expect(result).toEqual({
      verdicts: ["trained", "trained", "too_long"],
      rows: [{ texts: ["q1", "a1", "q2", "a2"], context: 1, calls: [0, 1] }],
    });
  });

  it("writes nothing of a discarded call, and no reply twice", () => {
    const [first] = three() as [ModelCall];
    expect(rowsOf([first, { ...first, discarded: true }])).toEqual({
      verdicts: ["trained", "discarded"],
      rows: [{ texts: ["q1", "a1"], context: 1, calls: [0] }],
    });
  });

  it.each(["prompt", "replies"])("writes nothing if the source lacks its %s", (part) => {
    expect(rowsOf([callOf([q1], a1)], { missing: [part] })).toEqual({
      verdicts: ["input_unknown"],
      rows: [],
    });
  });

  it("writes rows if the source lacks something else", () => {
    expect(rowsOf([callOf([q1], a1)], { missing: ["usage"] }).verdicts).toEqual(["trained"]);
  });

  it.each([
    ["content_blocks", [said("user", [{ type: "image" }])]],
    ["unusual_turns", [said("system", "s")]],
    ["unknown_role", [said("other", "x"), q1]],
  ])("does not train a reply to %s", (verdict, input) => {
    expect(rowsOf([callOf(input as MessageRecord[], a1)])).toEqual({
      verdicts: [verdict],
      rows: [],
    });
  });

  describe("with tools", () => {
    const calling = said("assistant", "", { calls: [called("1")] });
    const answer = said("tool", "found 1", { callId: "1" });
    const loop = (tools: ModelCall["tools"]) => [
      callOf([q1], calling, { tools }),
      callOf([q1, calling, answer], a1, { tools }),
    ];
    const steps = [answerOf("1")];

    it("trains calls of known tools", () => {
      expect(rowsOf(loop([tool("find")]), { steps })).toEqual({
        verdicts: ["trained", "trained"],
        rows: [{ texts: ["q1", "", "found 1", "a1"], context: 1, calls: [0, 1] }],
      });
    });

    it.each([
      ["unknown", null],
      [
        "of one name",
        [
          tool("find"),
          { ...tool("find"), function: { ...tool("find").function, description: "x" } },
        ],
      ],
    ])("does not train calls of tools that are %s", (_, tools) => {
      expect(rowsOf(loop(tools as ModelCall["tools"]), { steps })).toEqual({
        verdicts: ["tools_unknown", "tools_unknown"],
        rows: [],
      });
    });

    it("trains plain text if nothing shows that tools were offered", () => {
      expect(rowsOf([callOf([q1], a1, { tools: null })]).verdicts).toEqual(["trained"]);
    });
  });

  it("names the agent and the node", () => {
    const calls = [callOf([q1], a1, { agent: "team" }), callOf([q2], a2)];
    const trajectory = trajectoryOf(packCalls(calls));
    const { rows } = toConversationRows(trajectory, { edited: "mask", findFault: () => undefined });
    expect(rows.map(({ agent }) => agent)).toEqual(["team/ask", "ask"]);
  });
});
