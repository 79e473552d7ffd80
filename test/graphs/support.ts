import type { BaseChatModelCallOptions } from "@langchain/core/language_models/chat_models";
import { BaseChatModel, type BindToolsInput } from "@langchain/core/language_models/chat_models";
import { AIMessage, type BaseMessage } from "@langchain/core/messages";
import { convertToOpenAITool } from "@langchain/core/utils/function_calling";

/** What a role says in one turn: a message, or the object or text that a message holds. */
export type Turn = AIMessage | object | string | ((asked: Asked) => AIMessage | object | string);

/** One question to the model. */
export interface Asked {
  readonly role: string;
  readonly messages: readonly BaseMessage[];
  /** Names of the tools that were offered. */
  readonly tools: readonly string[];
}

interface ScriptedCallOptions extends BaseChatModelCallOptions {
  readonly tools?: readonly ReturnType<typeof convertToOpenAITool>[];
}

/** A chat model that plays each role by a script of turns; the last turn is repeated. Parallel roles do not disturb it. */
export class ScriptedModel extends BaseChatModel<ScriptedCallOptions> {
  readonly asked: Asked[] = [];
  readonly #script: Readonly<Record<string, readonly Turn[]>>;

  constructor(script: Readonly<Record<string, readonly Turn[]>>) {
    super({});
    this.#script = script;
  }

  override _llmType(): string {
    return "scripted";
  }

  override bindTools(tools: BindToolsInput[]) {
    return this.withConfig({ tools: tools.map((tool) => convertToOpenAITool(tool)) });
  }

  override async _generate(messages: BaseMessage[], { tools = [] }: this["ParsedCallOptions"]) {
    const role = /^You are the (\w+)/.exec(messages[0]?.text ?? "")?.[1] ?? "unknown";
    const turns = this.#script[role];
    if (turns === undefined) throw new Error(`Nobody scripted the ${role}.`);
    const question = { role, messages, tools: tools.map((tool) => tool.function.name) };
    const turn = turns[Math.min(this.rolesAsked(role), turns.length - 1)]!;
    this.asked.push(question);
    const message = toMessage(typeof turn === "function" ? turn(question) : turn);
    return { generations: [{ text: message.text, message }] };
  }

  /** How often a role was asked so far. */
  rolesAsked(role: string): number {
    return this.asked.filter((one) => one.role === role).length;
  }

  /** The text that a role read when it was asked for the nth time, from 0. */
  read(role: string, time = 0): string {
    const question = this.asked.filter((one) => one.role === role)[time];
    return question?.messages.map(({ text }) => text).join("\n") ?? "";
  }
}

function toMessage(turn: AIMessage | object | string): AIMessage {
  if (AIMessage.isInstance(turn)) return turn;
  return new AIMessage(typeof turn === "string" ? turn : JSON.stringify(turn));
}

/** A message that calls tools: `["name", arguments]` each. */
export function calling(...calls: readonly (readonly [string, Record<string, unknown>])[]) {
  return (asked: Asked) =>
    new AIMessage({
      content: "",
      tool_calls: calls.map(([name, args], place) => ({
        id: `call_${asked.role}_${asked.messages.length}_${place}`,
        name,
        args,
      })),
    });
}

/** A message with a call whose arguments are no JSON. */
export function brokenCall(name: string, args = '{"user_id": "u1", '): AIMessage {
  return new AIMessage({
    content: "",
    invalid_tool_calls: [{ id: "broken", name, args, error: "Malformed args." }],
  });
}

/** A plan that asks these agents. */
export const planFor = (...agents: readonly string[]) => ({
  reasoning: "These should look.",
  assignments: agents.map((agent) => ({ agent, question: `What does ${agent} see?` })),
});

/** A report with one favorite. */
export const reportOn = (itemId: string) => ({
  reasoning: `I like ${itemId}.`,
  favorites: [{ item_id: itemId, reason: "It is good." }],
});

export const ACCEPT = { reasoning: "They agree.", verdict: "accept", revisions: [] };

/** A reflection that sends these agents back. */
export const revise = (...agents: readonly string[]) => ({
  reasoning: "They differ.",
  verdict: "revise",
  revisions: agents.map((agent) => ({ agent, question: `${agent}, look again.` })),
});

export const rankingOf = (...ranking: readonly string[]) => ({ reasoning: "So it is.", ranking });

/** The four agents with one report each, a reflector that accepts, a ranker. Turns given replace those of a role. */
export function script(turns: Readonly<Record<string, readonly Turn[]>> = {}): ScriptedModel {
  return new ScriptedModel({
    planner: [planFor("recent_interest", "user_profile")],
    user_profile: [reportOn("d")],
    historical_interest: [reportOn("d")],
    recent_interest: [reportOn("e")],
    interest_divergence: [reportOn("f")],
    reflector: [ACCEPT],
    ranker: [rankingOf("e", "d", "f")],
    ...turns,
  });
}

/** All that a stream gives, each part made into something. */
export async function collect<Part, Made>(
  stream: AsyncIterable<Part>,
  make: (part: Part) => Made,
): Promise<Made[]> {
  const made: Made[] = [];
  for await (const part of stream) made.push(make(part));
  return made;
}
