import type { ConfigSettings } from "./format.js";
import { SFT, STUDENT_MODEL } from "./hyper-parameters.js";

/** A YAML file for `axolotl train`. */
export function axolotlConfig({ maxTokens, hasFile }: ConfigSettings): Record<string, string> {
  if (!hasFile("axolotl/train.jsonl")) return {};
  const evaluates = hasFile("axolotl/validation.jsonl");
  return {
    "axolotl/star_sft.yaml": `# Supervised fine-tuning with axolotl. In this folder:
#   axolotl train star_sft.yaml
# Written after axolotl's documentation and source (0.18), not run with axolotl itself.
base_model: ${STUDENT_MODEL}

datasets:
  - path: train.jsonl
    ds_type: json
    type: input_output
${evaluates ? "test_datasets:\n  - path: validation.jsonl\n    ds_type: json\n    split: train\n    type: input_output\n" : ""}# Segments say themselves what is trained.
train_on_inputs: false
# No row is longer, so none is dropped.
sequence_len: ${maxTokens}
sample_packing: false

# A batch of ${SFT.batch} on one device; with N devices divide the steps by N.
micro_batch_size: 1
gradient_accumulation_steps: ${SFT.batch}
learning_rate: ${SFT.yamlLearningRate}
num_epochs: ${SFT.epochs}
optimizer: adamw_torch_fused
lr_scheduler: cosine
bf16: true
gradient_checkpointing: true

output_dir: ./star-student-sft
logging_steps: 10
`,
  };
}
