import { expect, it } from "vitest";
import { isChat } from "../../../src/distill/conversations/is-chat.js";
import { called, said } from "./units.js";

/** Messages from letters: s, u, a; `c12` calls 1 and 2, `t1` answers 1. */
const messagesOf = (turns: string) =>
  turns.split(" ").map((turn) => {
    const ids = Array.from(turn).slice(1);
    if (turn.startsWith("s")) return said("system", "s");
    if (turn.startsWith("u")) return said("user", "u");
    if (turn.startsWith("t")) return said("tool", "t", { callId: ids[0]! });
    return said("assistant", "a", ids.length > 0 ? { calls: ids.map((id) => called(id)) } : {});
  });

it.each([
  "u a",
  "s u a",
  "u u a a u a",
  "s u c1 t1 a",
  "u c12 t1 t2 a",
  "u c1",
  "u c1 t1 c1 t1 u a",
])("is true for %s", (turns) => expect(isChat(messagesOf(turns))).toBe(true));

it.each([
  "a",
  "s a",
  "s",
  "t1 a",
  "u s a",
  "s s u a",
  "u t1 a",
  "u c1 a",
  "u c1 u t1 a",
  "u c12 t1 a",
  "u c12 t2 t1 a",
  "u c1 t1 t1 a",
  "u c1 t2 a",
])("is false for %s", (turns) => expect(isChat(messagesOf(turns))).toBe(false));

it("is false for no messages", () => expect(isChat([])).toBe(false));
