import { AIMessage } from "@langchain/core/messages";
import { fakeModel } from "@langchain/core/testing";

/** A call as the student makes it. */
export type Call = readonly [name: string, args: Record<string, unknown>];

export const HISTORY: Call = ["lookup_user_history", { user_id: "u1", window: "all", limit: 10 }];
export const EVIDENCE: Call = [
  "translate_evidence",
  { user_id: "u1", item_id: "candidates", focus: "all" },
];

/** What a student says in one turn: blocks or other text, and what it calls. */
export function says(text: string, ...calls: readonly Call[]): AIMessage {
  const tool_calls = calls.map(([name, args], place) => ({ id: `${text}/${place}`, name, args }));
  return new AIMessage({ content: text, tool_calls });
}

export const block = (kind: string, text: string) => `<${kind}>\n${text}\n</${kind}>`;
export const recommend = (...ids: readonly string[]) => block("recommend", JSON.stringify(ids));

/** The three turns of a sound student: plan and call, analysis and call, reflection and recommendation. */
export const TURNS: readonly AIMessage[] = [
  says(block("plan", "Read the history."), HISTORY),
  says(block("analysis", "Three choices."), EVIDENCE),
  says(`${block("reflection", "They agree.")}\n${recommend("e", "d")}`),
];

/** A model that says these turns, one after the other. */
export const modelOf = (turns: readonly AIMessage[] = TURNS) =>
  turns.reduce((model, turn) => model.respond(turn), fakeModel());
