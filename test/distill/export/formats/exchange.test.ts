import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Format } from "../../../../src/distill/export/formats/format.js";
import { isInFlavor, selectFormats } from "../../../../src/distill/export/formats/index.js";
import { readExportManifest } from "../../../../src/distill/export/manifest.js";
import { toTrainerText } from "../../../../src/distill/export/formats/trainer-text.js";
import { verifyExport } from "../../../../src/distill/export/verify/verify-export.js";
import type { Conversation, Message } from "../../../../src/distill/transcript/conversation.js";
import { renderLinear } from "../../../../src/distill/transcript/render-linear.js";
import { TOOLS } from "../../transcript/support.js";
import { exportAll, manySamples } from "../support.js";

const call = (name: string) => ({
  type: "function" as const,
  function: { name, arguments: { user_id: "7" } },
});
const name = TOOLS[0]!.function.name;
const assistant = (content: string, ...calls: string[]): Message =>
  calls.length === 0
    ? { role: "assistant", content }
    : { role: "assistant", content, tool_calls: calls.map(call) };
const answer = (content: string): Message => ({ role: "tool", name, content });

/** An earlier turn that is only read, a plan beside two calls, and an answer. */
const CONVERSATION: Conversation = {
  tools: TOOLS,
  messages: [
    { role: "system", content: "Help." },
    { role: "user", content: "Before?" },
    assistant("Earlier."),
    { role: "user", content: "And now?" },
    assistant("Look twice.", name, name),
    answer("one"),
    answer("two"),
    assistant("Done."),
  ],
  context: 4,
};

const exampleOf = (conversation: Conversation) => ({
  id: "r/conversation/1",
  user: null,
  split: "train" as const,
  conversation,
  linear: renderLinear(conversation),
  rollout: { trajectory: "r", agent: "a", weight: 1 },
});

const formatOf = (name: "openai" | "verifiers", flavor: "openai" | "mistral" = "openai") =>
  selectFormats({ formats: [name], flavor }).find((format) => format.name === name)!;

interface RowMessage {
  role: string;
  content: string;
  tool_call_id?: string;
  tool_calls?: { id: string }[];
}

interface Row {
  messages: RowMessage[];
  tools?: unknown;
  prompt: RowMessage[];
  completion: RowMessage[];
  info: string;
}

const rowOf = (format: Format, conversation = CONVERSATION): Row =>
  JSON.parse(JSON.stringify(format.examples?.toRow(exampleOf(conversation))));

const idsOf = (message: RowMessage | undefined) => message?.tool_calls?.map(({ id }) => id);

const readBack = (format: Format, row: unknown) => format.examples?.read(row, []);

describe("rows of the format openai", () => {
  it("number calls, and give turns of the context the weight 0", () => {
    const row = rowOf(formatOf("openai"));
    expect(row.messages[2]).toEqual({ role: "assistant", content: "Earlier.", weight: 0 });
    expect(idsOf(row.messages[4])).toEqual(["call_1", "call_2"]);
    expect(row.messages[6]).toEqual({ role: "tool", tool_call_id: "call_2", content: "two" });
    expect(row).not.toHaveProperty("parallel_tool_calls");
  });

  it("without tools have neither tools nor parallel_tool_calls", () => {
    const messages: Message[] = [{ role: "user", content: "2+2?" }, assistant("Four.")];
    for (const flavor of ["openai", "mistral"] as const) {
      expect(Object.keys(rowOf(formatOf("openai", flavor), { tools: [], messages }))).toEqual([
        "messages",
      ]);
    }
  });
});

describe("rows for Mistral", () => {
  const mistral = formatOf("openai", "mistral");

  it("have ids of nine characters and no text beside calls", () => {
    const { messages } = rowOf(mistral);
    expect(messages[4]).toEqual({ role: "assistant", content: "Look twice." });
    expect(messages[5]).toMatchObject({ role: "assistant", content: "" });
    expect(idsOf(messages[5])).toEqual(["call00001", "call00002"]);
    expect(messages[7]?.tool_call_id).toBe("call00002");
  });

  it.each([
    ["text beside a call", (row: Row) => (row.messages[5]!.content = "x")],
    [
      "an id with another character",
      (row: Row) => (row.messages[5]!.tool_calls![0]!.id = "call_0001"),
    ],
    [
      "an answer without its call's id",
      (row: Row) => (row.messages[6]!.tool_call_id = "call00009"),
    ],
    ["an empty turn", (row: Row) => (row.messages[8]!.content = "")],
    ["an empty list of tools", (row: Row) => (row.tools = [])],
  ])("are refused with %s", (_, change) => {
    const row = rowOf(mistral);
    change(row);
    expect(() => readBack(mistral, row)).toThrow();
  });

  it.each([
    ["two assistant turns in a row", [assistant("a"), assistant("b")]],
    ["an empty assistant turn", [assistant("")]],
    ["a tool's name with a dot", [assistant("", "a.b"), answer("1"), assistant("c")]],
  ])("do not exist of conversations with %s", (_, rest) => {
    const messages: Message[] = [{ role: "user", content: "u" }, ...rest];
    const conversation = { tools: [], messages };
    expect(isInFlavor(conversation, { formats: ["openai"], flavor: "mistral" })).toBe(false);
    expect(isInFlavor(conversation, { formats: ["openai"], flavor: "openai" })).toBe(true);
    expect(isInFlavor(conversation, { formats: ["trl"], flavor: "mistral" })).toBe(true);
  });
});

describe("rows for prime-rl", () => {
  it("train every assistant turn: earlier ones are part of the prompt's text", () => {
    const row = rowOf(formatOf("verifiers"));
    expect(row.prompt).toHaveLength(2);
    expect(row.prompt[1]?.content).toContain("<|im_start|>assistant\nEarlier.<|im_end|>");
    expect(row.completion.map(({ role }) => role)).toEqual([
      "assistant",
      "tool",
      "tool",
      "assistant",
    ]);
    expect(JSON.parse(row.info)).toEqual({ trajectory: "r", agent: "a", weight: 1 });
  });
});

describe("both renderings", () => {
  const singleAgent: Conversation = {
    ...CONVERSATION,
    messages: CONVERSATION.messages.toSpliced(2, 2),
    context: 0,
  };

  it.each([
    ["openai", formatOf("openai")],
    ["openai for Mistral", formatOf("openai", "mistral")],
    ["verifiers", formatOf("verifiers")],
  ])("%s gives text and mask of the linear text again", (_, format) => {
    for (const conversation of [CONVERSATION, singleAgent]) {
      expect(readBack(format, rowOf(format, conversation))).toEqual([
        toTrainerText(renderLinear(conversation)),
      ]);
    }
  });

  it("pass star verify with --flavor mistral", async () => {
    const settings = { formats: ["openai" as const], flavor: "mistral" as const, keepRank: 4 };
    const directory = await exportAll(manySamples(), { settings });
    expect(await verifyExport({ directory })).toMatchObject({ ok: true, problems: [] });
    const text = await readFile(join(directory, "openai/train.jsonl"), "utf8");
    expect(text).toContain('"tool_call_id":"call00001"');
    expect((await readExportManifest(directory)).settings.flavor).toBe("mistral");
    const card = await readFile(join(directory, "openai/README.md"), "utf8");
    expect(card).toContain("  - name: tools\n    list: json");
    // With the names of files, load_dataset returns cached rows of earlier files.
    expect(card).not.toContain("data_files");
  });
});
