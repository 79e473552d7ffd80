/**
 * Counts the tokens of recorded teacher runs as Qwen3's tokenizer does, by part: `npm run bench -- tokens FILE`, with a file of
 * `star teach`. The first table is the sum over all prompts of a task, as a provider without a cache bills them. The second one is
 * the conversation of a student, as it is exported for training.
 */
import { createQwen3Meter } from "../src/distill/export/qwen3-tokens.js";
import { toRowMessage } from "../src/distill/conversations/to-message.js";
import type { Conversation, Message } from "../src/distill/transcript/conversation.js";
import { renderLinear, renderPrompt } from "../src/distill/transcript/render-linear.js";
import { formatSystemPrompt } from "../src/distill/transcript/system-prompt.js";
import { toConversation } from "../src/distill/transcript/to-conversation.js";
import { parseSections } from "../src/text/sections.js";
import { readTrajectories } from "../src/trajectory/trajectory-file.js";
import { listModelCalls } from "../src/trajectory/unpack-calls.js";

type Parts = Map<string, number>;

const [path = ""] = process.argv.slice(3);
const meter = await createQwen3Meter();
const count = (text: string) =>
  meter.measure({
    text,
    spans: [{ start: 0, end: text.length, role: "user", trainable: false }],
  }).total;

const teacher: Parts[] = [];
const student: Parts[] = [];
for await (const trajectory of readTrajectories(path)) {
  if (trajectory.status !== "completed") continue;
  const prompts = listModelCalls(trajectory).map(({ tools, input }) => {
    const messages = input.flatMap((record) => {
      const message = toRowMessage(record, { isReply: false });
      return typeof message === "string" ? [] : [message];
    });
    return partsOf({ tools: tools ?? [], messages }, renderPrompt);
  });
  teacher.push(addAll(prompts));
  student.push(partsOf(toConversation(trajectory), (whole) => renderLinear(whole).text));
}

console.log(`${teacher.length} completed tasks of ${path}, Qwen3 tokens.\n`);
printTable("all prompts of the teacher", teacher);
printTable("a student's whole conversation", student);

/** Tokens per part; what the template adds between them is "turns". */
function partsOf(conversation: Conversation, render: (given: Conversation) => string): Parts {
  const { tools, messages } = conversation;
  const parts: Parts = new Map();
  const system = messages[0]?.role === "system" ? messages[0].content : undefined;
  const definitions = formatSystemPrompt({ system, tools })?.slice(system?.length ?? 0) ?? "";
  add(parts, "tool definitions", count(definitions));
  for (const message of messages) {
    for (const [part, text] of splitMessage(message)) add(parts, part, count(text));
  }
  const total = count(render(conversation));
  add(parts, "turns", total - sum(parts));
  return parts.set("total", total);
}

function splitMessage(message: Message): [part: string, text: string][] {
  const { role, content } = message;
  if (role === "tool") return [[`answers of ${message.name}`, content]];
  if (role === "system") return [["instructions", content]];
  if (role === "assistant") {
    const calls = (message.tool_calls ?? []).map((call) => JSON.stringify(call.function));
    return [["own turns", [content, ...calls].join("\n")]];
  }
  const sections = [...parseSections(content)];
  if (sections.length === 0) return [["section Task", content]];
  return sections.map(([title, body]) => [`section ${title}`, `## ${title}\n${body}`]);
}

function add(parts: Parts, part: string, tokens: number): void {
  parts.set(part, (parts.get(part) ?? 0) + tokens);
}

function addAll(all: readonly Parts[]): Parts {
  const parts: Parts = new Map();
  for (const one of all) for (const [part, tokens] of one) add(parts, part, tokens);
  return parts;
}

function sum(parts: Parts): number {
  return [...parts.values()].reduce((total, tokens) => total + tokens, 0);
}

function printTable(title: string, tasks: readonly Parts[]): void {
  const names = [...new Set(tasks.flatMap((parts) => [...parts.keys()]))];
  const rows = names.map((name) => {
    const values = tasks.map((parts) => parts.get(name) ?? 0).sort((one, other) => one - other);
    const mean = values.reduce((total, value) => total + value, 0) / values.length;
    return { name, median: values[Math.floor(values.length / 2)] ?? 0, mean: Math.round(mean) };
  });
  console.log(`| ${title} | median | mean |\n| --- | --- | --- |`);
  for (const { name, median, mean } of rows.sort((one, other) => other.mean - one.mean)) {
    console.log(`| ${name} | ${median} | ${mean} |`);
  }
  console.log();
}
