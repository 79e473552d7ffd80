import type { ConfigSettings } from "./format.js";
import { SFT, STUDENT_MODEL } from "./hyper-parameters.js";

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
