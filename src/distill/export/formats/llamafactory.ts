import { z } from "zod";
import { TURN_END } from "../../transcript/split-turns.js";
import type { ConfigSettings, Format } from "./format.js";
import { SFT, STUDENT_MODEL } from "./hyper-parameters.js";
import { jsonText, toolsSchema } from "./message-schemas.js";
import type { Example } from "./records.js";
import { chatTurns, createTextBuilder, toolsText } from "./trainer-text.js";

const turn = <From extends string>(from: From) =>
  z.strictObject({ from: z.literal(from), value: z.string() });

const rowSchema = z.strictObject({
  id: z.string(),
  conversations: z
    .array(z.union([turn("human"), turn("observation"), turn("gpt")]))
    .refine(alternates, "LLaMA-Factory skips it: what is read and what is written must alternate"),
  system: z.string(),
  tools: z.union([z.literal("").transform(() => []), jsonText(toolsSchema)]),
});

function alternates(turns: readonly { readonly from: string }[]): boolean {
  return (
    turns.length % 2 === 0 &&
    turns.every(({ from }, place) => (from === "gpt") === (place % 2 === 1))
  );
}

/**
 * LLaMA-Factory, its sharegpt form. An assistant's turn is one raw text with its call inside: the form with calls of their own
 * loses the text before them.
 */
export const llamafactory: Format = {
  name: "llamafactory",
  examples: {
    files: {
      train: "llamafactory/star_sft.json",
      validation: "llamafactory/star_sft_validation.json",
    },
    encoding: "json-list",
    toRow: (example) => ({
      id: example.id,
      conversations: toTurns(example),
      system: systemOf(example),
      // An empty list of tools would make it print an empty system prompt.
      tools: hasTools(example) ? toolsText(example.conversation.tools) : "",
    }),
    read: (row) => {
      const { conversations, system, tools } = rowSchema.parse(row);
      const builder = createTextBuilder().read(chatTurns.system({ system, tools }));
      for (const { from, value } of conversations) {
        if (from === "gpt") builder.train(value + chatTurns.end);
        else if (from === "human") builder.read(chatTurns.user(value));
        else builder.read(chatTurns.answer(value));
      }
      return [builder.finish()];
    },
  },
  config: llamafactoryConfig,
};

const hasTools = ({ conversation }: Example) => conversation.tools.length > 0;

function systemOf({ conversation: { messages } }: Example): string {
  return messages.find(({ role }) => role === "system")?.content ?? "";
}

function toTurns({ conversation, linear: { text, spans } }: Example) {
  const written = spans.filter(({ trainable }) => trainable);
  let turn = 0;
  const spoken = conversation.messages.filter(({ role }) => role !== "system");
  return spoken.map(({ role, content }) => {
    if (role === "user") return { from: "human", value: content };
    if (role === "tool") return { from: "observation", value: content };
    const { start, end } = written[turn++] ?? { start: 0, end: 0 };
    return { from: "gpt", value: text.slice(start, end - `${TURN_END}\n`.length) };
  });
}

/** The dataset's description and a YAML file for `llamafactory-cli train`. */
export function llamafactoryConfig({ maxTokens, hasFile }: ConfigSettings): Record<string, string> {
  const evaluates = hasFile("llamafactory/star_sft_validation.json");
  if (!hasFile("llamafactory/star_sft.json")) return {};
  const names = ["star_sft", ...(evaluates ? ["star_sft_validation"] : [])];
  const described = Object.fromEntries(names.map((name) => [name, describe(name)]));
  return {
    "llamafactory/dataset_info.json": `${JSON.stringify(described, null, 2)}\n`,
    "llamafactory/star_sft.yaml": trainingFile({ maxTokens, evaluates }),
  };
}

function describe(name: string) {
  const columns = { messages: "conversations", system: "system", tools: "tools" };
  return { file_name: `${name}.json`, formatting: "sharegpt", columns };
}

function trainingFile({ maxTokens, evaluates }: { maxTokens: number; evaluates: boolean }): string {
  return `# Supervised fine-tuning with LLaMA-Factory (written for 0.9.5). In this folder:
#   llamafactory-cli train star_sft.yaml
model_name_or_path: ${STUDENT_MODEL}
stage: sft
do_train: true
finetuning_type: full

dataset_dir: .
dataset: star_sft
# The template qwen3 would write empty thinking blocks, which this model does not know.
template: qwen3_nothink
# No row is longer, so nothing is cut off.
cutoff_len: ${maxTokens}
packing: false
mask_history: false
train_on_prompt: false

# A batch of ${SFT.batch} on one device; with N devices divide the steps by N.
per_device_train_batch_size: 1
gradient_accumulation_steps: ${SFT.batch}
learning_rate: ${SFT.yamlLearningRate}
num_train_epochs: ${SFT.epochs}.0
bf16: true
gradient_checkpointing: true
${
  evaluates
    ? "\neval_dataset: star_sft_validation\neval_strategy: epoch\nper_device_eval_batch_size: 1\n"
    : ""
}
output_dir: star-student-sft
save_strategy: epoch
logging_steps: 10
report_to: none
`;
}
