import { AIMessage, type BaseMessage } from "@langchain/core/messages";
import { isRecord } from "../../recorder/snapshot.js";
import type { ExportedRun } from "../exported/exported-run.js";
import { findMessages } from "./find-messages.js";

/**
 * The model calls behind a node's result: one for each reply that is new in it. What the model was told beyond the state's
 * `messages` is not known.
 */
export function modelCalls(node: ExportedRun, result: unknown, state: unknown): ExportedRun[] {
  const before = findMessages(isRecord(state) ? state["messages"] : undefined);
  const known = new Set(before.map((message) => message.id));
  const written = findMessages(result).filter(({ id }) => id === undefined || !known.has(id));
  return written.flatMap((message, index) => {
    const told = [...before, ...written.slice(0, index)];
    return AIMessage.isInstance(message) ? [toCall(node, message, { told, index })] : [];
  });
}

interface Told {
  readonly told: readonly BaseMessage[];
  readonly index: number;
}

function toCall(node: ExportedRun, message: AIMessage, { told, index }: Told): ExportedRun {
  const model = message.response_metadata["model_name"];
  return {
    ...node,
    id: `${node.id}/${index}`,
    parentId: node.id,
    // A call has no name of its own; the model's stands in the message.
    name: "",
    type: "llm",
    order: String(index).padStart(6, "0"),
    tags: [],
    inputs: { messages: [told] },
    outputs: { generations: [[{ text: message.text, message }]] },
    error: undefined,
    missing: typeof model === "string" ? [] : ["models"],
  };
}
