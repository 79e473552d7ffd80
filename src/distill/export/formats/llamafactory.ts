import { z } from "zod";
import { formatSystemPrompt } from "../../transcript/system-prompt.js";
import type { ConfigSettings, Format } from "./format.js";
import { SFT, STUDENT_MODEL } from "./hyper-parameters.js";
import { jsonText, toolListSchema } from "./message-schemas.js";
import type { TrainingExample } from "./records.js";
import { chatTurns, createTextBuilder, toolsJson, toRowParts } from "./trainer-text.js";

const turn = <From extends string>(from: From) =>
  z.strictObject({ from: z.literal(from), value: z.string() });

const rowSchema = z.strictObject({
  id: z.string(),
  conversations: z
    .array(z.union([turn("human"), turn("observation"), turn("gpt")]))
    .refine(
      alternates,
      "LLaMA-Factory skips rows in which user or tool turns and assistant turns do not alternate",
    ),
  system: z.string(),
  tools: z.union([z.literal("").transform(() => []), jsonText(toolListSchema)]),
});

function alternates(turns: readonly { readonly from: string }[]): boolean {
  return (
    turns.length % 2 === 0 &&
    turns.every(({ from }, index) => (from === "gpt") === (index % 2 === 1))
  );
}

/**
 * LLaMA-Factory's sharegpt format. An assistant turn is raw text that includes its call: in the variant with separate call
 * messages, LLaMA-Factory drops the text before a call.
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
      ...toHead(example),
    }),
    read: (row) => {
      const { conversations, system, tools } = rowSchema.parse(row);
      const builder = createTextBuilder().addContext(chatTurns.system({ system, tools }));
      for (const { from, value } of conversations) {
        if (from === "gpt") builder.addTrained(value + chatTurns.end);
        else if (from === "human") builder.addContext(chatTurns.user(value));
        else builder.addContext(chatTurns.answer(value));
      }
      return [builder.build()];
    },
  },
  config: llamafactoryConfig,
};

/** LLaMA-Factory prints tools without a system prompt differently from the template, so they become a system prompt. */
function toHead({ conversation: { tools, messages } }: TrainingExample) {
  const system = messages[0]?.role === "system" ? messages[0].content : undefined;
  // For an empty list LLaMA-Factory would print an empty system prompt.
  if (tools.length === 0) return { system: system ?? "", tools: "" };
  if (system !== undefined) return { system, tools: toolsJson(tools) };
  return { system: formatSystemPrompt({ system, tools }) ?? "", tools: "" };
}

const SPEAKERS = { user: "human", tool: "observation", assistant: "gpt" } as const;

function toTurns(example: TrainingExample) {
  return toRowParts(example).flatMap(({ kind, content }) =>
    kind === "system" ? [] : [{ from: SPEAKERS[kind], value: content }],
  );
}

/** Creates `dataset_info.json` and the YAML file for `llamafactory-cli train`. */
function llamafactoryConfig({ maxTokens, hasFile }: ConfigSettings): Record<string, string> {
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
