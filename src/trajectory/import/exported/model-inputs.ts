import { SystemMessage, type BaseMessage } from "@langchain/core/messages";
import { isRecord } from "../../../json.js";
import type { MissingPart } from "../../missing-parts.js";
import { readConversation } from "./read-conversation.js";

type Members = Readonly<Record<string, unknown>>;

/** What a model run was given, in the form that the recorder reads. */
interface ModelInputs {
  readonly inputs: Members;
  /** Tools among the inputs, where clients of a provider put them. */
  readonly tools: readonly unknown[] | undefined;
  readonly missing: readonly MissingPart[];
}

/**
 * Reads the inputs of a model run: `messages` of a chat model, `prompts` of a text model, or the request of a provider's API with
 * its instructions in `system` or `instructions`.
 */
export function readModelInputs(given: Members | null | undefined): ModelInputs {
  const inputs = given ?? {};
  const tools = Array.isArray(inputs["tools"]) ? inputs["tools"] : undefined;
  const listed = ["messages", "input", "prompt"].map((key) => inputs[key]).find(isConversation);
  if (listed !== undefined) {
    const { messages, missing } = readConversation(listed);
    return { inputs: { messages: [[...instructionsOf(inputs), ...messages]] }, tools, missing };
  }
  const { prompts, prompt, input } = inputs;
  const text = Array.isArray(prompts) ? prompts[0] : (prompt ?? input);
  if (typeof text === "string") return { inputs: { prompts: [text] }, tools, missing: [] };
  return { inputs: {}, tools, missing: ["prompt"] };
}

/** Clients of a single text pass a text; an export can contain the list as JSON text. */
function isConversation(value: unknown): boolean {
  return Array.isArray(value) || (typeof value === "string" && /^\s*\[\s*[[{]/.test(value));
}

function instructionsOf({ system, instructions }: Members): BaseMessage[] {
  const content = system ?? instructions;
  if (typeof content === "string") return content === "" ? [] : [new SystemMessage(content)];
  return Array.isArray(content)
    ? [new SystemMessage({ content: content.filter(isRecord) as never })]
    : [];
}
