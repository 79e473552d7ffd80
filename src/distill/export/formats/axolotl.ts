import { z } from "zod";
import type { ConfigSettings, Format } from "./format.js";
import { SFT, STUDENT_MODEL } from "./hyper-parameters.js";
import { createTextBuilder, toTrainerText } from "./trainer-text.js";

const rowSchema = z.strictObject({
  id: z.string(),
  segments: z.array(z.strictObject({ label: z.boolean(), text: z.string().regex(/^\S/) })),
});

/**
 * axolotl's template-free format: linear text in segments with or without a loss. axolotl tokenizes each segment separately, so
 * segments end only at token boundaries: after `<|im_start|>assistant\n` and after `<|im_end|>\n`.
 */
export const axolotl: Format = {
  name: "axolotl",
  examples: {
    files: { train: "axolotl/train.jsonl", validation: "axolotl/validation.jsonl" },
    encoding: "json-lines",
    toRow: ({ id, linear }) => {
      const { text, trained } = toTrainerText(linear);
      // Untrained and trained text alternate, so the segments at odd indexes are the trained ones.
      const edges = [...trained.flatMap(({ start, end }) => [start, end]), text.length];
      const segments = edges.map((edge, index) => ({
        label: index % 2 === 1,
        text: text.slice(edges[index - 1] ?? 0, edge),
      }));
      return { id, segments: segments.filter((segment) => segment.text !== "") };
    },
    read: (row) => {
      const builder = createTextBuilder();
      for (const { label, text } of rowSchema.parse(row).segments) {
        if (label) builder.addTrained(text);
        else builder.addContext(text);
      }
      return [builder.build()];
    },
  },
  config: axolotlConfig,
};

/** Creates the YAML file for `axolotl train`. */
function axolotlConfig({ maxTokens, hasFile }: ConfigSettings): Record<string, string> {
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
