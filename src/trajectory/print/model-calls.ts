import { textOf } from "../message-text.js";
import type { MessageRecord } from "../model-call.js";
import { countRepairs, describeRepairs } from "../repairs.js";
import type { Trajectory } from "../trajectory.js";
import { listModelCalls, type ModelCall } from "../unpack-calls.js";
import type { Page } from "./page.js";

/** Options of {@link writeRepairs} and {@link writeModelCalls}. */
interface CallOptions {
  /** Shows complete texts. */
  readonly full: boolean;
}

/** Characters of a text that are shown. */
const SHOWN = 400;

/** Writes the number of repairs by kind, and each repair with what the model wrote. Nothing if there are none. */
export function writeRepairs(page: Page, trajectory: Trajectory, { full }: CallOptions): void {
  const calls = listModelCalls(trajectory);
  const repaired = calls.filter(({ repairs = [] }) => repairs.length > 0);
  if (repaired.length === 0) return;
  page.gap();
  page.write("Repairs", { style: "bold" });
  page.write(
    `${describeRepairs(countRepairs(repaired))}, in ${repaired.length} of ${calls.length} replies`,
    { indent: 2 },
  );
  for (const call of repaired) {
    for (const { kind, original } of call.repairs ?? []) {
      page.write(`${nameOf(call)}, ${kind}: ${shorten(original, full)}`, { indent: 4, hang: 2 });
    }
  }
}

/** Writes all model calls of an execution that did not complete: what was added to the prompt, the reply, and why it failed. */
export function writeModelCalls(page: Page, trajectory: Trajectory, { full }: CallOptions): void {
  if (trajectory.status === "completed") return;
  const calls = listModelCalls(trajectory);
  if (calls.length === 0) return;
  page.gap();
  page.write("Model calls", { style: "bold" });
  for (const [index, call] of calls.entries()) {
    const { from = null, keep = 0 } = trajectory.calls?.[index]?.input ?? {};
    page.write(`${index + 1}. ${describeCall(call)}`, { indent: 2 });
    if (from !== null) {
      page.write(`(first the ${keep} messages of call ${from + 1})`, { indent: 4, style: "dim" });
    }
    for (const message of call.input.slice(keep)) writeMessage(page, message, full);
    if (call.output !== null) writeMessage(page, { ...call.output, role: "assistant" }, full);
    writeProblems(page, call);
  }
}

function describeCall(call: ModelCall): string {
  const { model, finishReason, usage, discarded } = call;
  const { inputTokens, outputTokens } = usage;
  return [
    `${nameOf(call)} asks ${model || "a model"}`,
    `${inputTokens} tokens read`,
    `${outputTokens} tokens written`,
    ...(finishReason === null ? [] : [`ended by ${finishReason}`]),
    ...(discarded ? ["not part of the result"] : []),
  ].join(", ");
}

function nameOf({ agent, node, round }: ModelCall): string {
  return `${agent || node || "the graph"}${round > 1 ? `, round ${round}` : ""}`;
}

function writeMessage(page: Page, message: MessageRecord, full: boolean): void {
  const { role, reasoning, calls = [] } = message;
  const label = role === "assistant" ? "reply" : role;
  const write = (text: string) => page.write(text, { indent: 4, hang: 2, style: "dim" });
  if (reasoning !== undefined) write(`reasoning: ${shorten(reasoning, full)}`);
  const text = textOf(message);
  if (text !== "" || calls.length === 0) write(`${label}: ${shorten(text, full) || "(empty)"}`);
  for (const { name, arguments: given } of calls) {
    write(`${label}: calls ${name} ${shorten(JSON.stringify(given), full)}`);
  }
}

function writeProblems(page: Page, { unreadable, repairs = [], error }: ModelCall): void {
  const write = (text: string) => page.write(text, { indent: 4, hang: 2, style: "red" });
  if (repairs.length > 0) write(`repaired: ${describeRepairs(countRepairs([{ repairs }]))}`);
  if (unreadable !== undefined) write(`unreadable: ${unreadable}`);
  if (error !== undefined) write(`failed: ${error}`);
}

function shorten(text: string, full: boolean): string {
  if (full || text.length <= SHOWN) return text;
  return `${text.slice(0, SHOWN)}… (${text.length - SHOWN} more characters; --full shows all)`;
}
