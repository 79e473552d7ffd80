import { z } from "zod";
import { DIFFICULTIES } from "../../difficulty.js";
import type { ConfigSettings, Format } from "./format.js";
import { GRPO, MAX_PROMPT_TOKENS, SFT, STUDENT_MODEL } from "./hyper-parameters.js";
import {
  jsonText,
  messagesSchema,
  promptMessagesSchema,
  rolloutSchema,
  toolListSchema,
} from "./message-schemas.js";
import {
  toolsJson,
  toTrainedMessages,
  renderTemplated,
  renderTemplatedPair,
  renderTemplatedPrompt,
} from "./trainer-text.js";

const exampleSchema = z.strictObject({
  id: z.string(),
  messages: messagesSchema,
  tools: jsonText(toolListSchema),
  ...rolloutSchema,
});
const promptSchema = z.strictObject({
  prompt: promptMessagesSchema,
  task_id: z.string(),
  ground_truth: z.string(),
  candidates: z.array(z.string()),
  difficulty: z.enum(DIFFICULTIES).optional(),
});
const pairSchema = z.strictObject({
  id: z.string(),
  prompt: messagesSchema,
  chosen: messagesSchema,
  rejected: messagesSchema,
  tools: jsonText(toolListSchema),
});

/**
 * TRL: messages with object arguments, tools as JSON text. `assistant_only_loss` masks by TRL's own training template.
 * GRPO takes its tools from the environment, so prompts contain none. DPO and KTO read the same pairs.
 */
export const trl: Format = {
  name: "trl",
  examples: {
    files: { train: "trl/train.jsonl", validation: "trl/validation.jsonl" },
    encoding: "json-lines",
    toRow: (example) => ({
      id: example.id,
      messages: toTrainedMessages(example),
      tools: toolsJson(example.conversation.tools),
      ...example.rollout,
    }),
    read: (row) => [renderTemplated(exampleSchema.parse(row))],
  },
  prompts: {
    files: { train: "trl/grpo.jsonl", validation: "trl/grpo_validation.jsonl" },
    encoding: "json-lines",
    toRow: ({ id, conversation, groundTruth, candidates, difficulty }) => ({
      prompt: conversation.messages,
      task_id: id,
      ground_truth: groundTruth,
      candidates,
      ...(difficulty !== null && { difficulty }),
    }),
    read: (row, tools) => [
      renderTemplatedPrompt({ messages: promptSchema.parse(row).prompt, tools }),
    ],
  },
  pairs: {
    files: { train: "trl/preferences.jsonl", validation: "trl/preferences_validation.jsonl" },
    encoding: "json-lines",
    toRow: ({ id, prompt, chosen, rejected, tools }) => ({
      id,
      prompt,
      chosen,
      rejected,
      tools: toolsJson(tools),
    }),
    read: (row) => renderTemplatedPair(pairSchema.parse(row)),
  },
  config: trlConfig,
};

/** Creates Python scripts that run TRL on the rows in the same folder. */
function trlConfig({ maxTokens, hasFile }: ConfigSettings): Record<string, string> {
  return {
    ...(hasFile("trl/train.jsonl") && {
      "trl/sft.py": sftScript({ maxTokens, evaluates: hasFile("trl/validation.jsonl") }),
    }),
    ...(hasFile("trl/grpo.jsonl") && { "trl/grpo.py": grpoScript({ maxTokens }) }),
  };
}

function sftScript({ maxTokens, evaluates }: { maxTokens: number; evaluates: boolean }): string {
  return `"""Supervised fine-tuning with TRL (written for trl 1.16, transformers 5.23).

    pip install trl==1.16.0 transformers==5.23.0 torch
    python sft.py
"""

import json
from pathlib import Path

from datasets import Dataset
from trl import SFTConfig, SFTTrainer

FOLDER = Path(__file__).resolve().parent


def rows(name):
    """Arguments differ from call to call: as JSON they keep their own keys and get no others."""
    lines = (FOLDER / name).read_text(encoding="utf-8").split("\\n")
    return Dataset.from_list([json.loads(line) for line in lines if line], on_mixed_types="use_json")


trainer = SFTTrainer(
    model="${STUDENT_MODEL}",
    args=SFTConfig(
        output_dir="star-student-sft",
        learning_rate=${SFT.learningRate},
        num_train_epochs=${SFT.epochs},
        # A batch of ${SFT.batch} on one device; with N devices divide the steps by N.
        per_device_train_batch_size=1,
        gradient_accumulation_steps=${SFT.batch},
        # No row is longer, so nothing is cut off.
        max_length=${maxTokens},
        # Only what the assistant writes is trained; tool answers are read.
        assistant_only_loss=True,
        packing=False,
        bf16=True,
        gradient_checkpointing=True,
        save_strategy="epoch",
        eval_strategy="${evaluates ? "epoch" : "no"}",
        logging_steps=10,
        report_to="none",
    ),
    train_dataset=rows("train.jsonl"),${evaluates ? '\n    eval_dataset=rows("validation.jsonl"),' : ""}
)
trainer.train()
`;
}

function grpoScript({ maxTokens }: { maxTokens: number }): string {
  return `"""GRPO with TRL (written for trl 1.16, transformers 5.23), after sft.py.

Tools and reward come from \`star serve --environment\`: start it, set STAR_ENVIRONMENT_URL, and put the folder training/
of langgraph-star, with star_trl.py, on PYTHONPATH.

    pip install trl==1.16.0 transformers==5.23.0 torch
    PYTHONPATH=path/to/langgraph-star/training python grpo.py
"""

import json
from pathlib import Path

from datasets import Dataset
from star_trl import StarEnvironment, StarReward
from transformers import AutoTokenizer
from trl import GRPOConfig, GRPOTrainer

STUDENT = "star-student-sft"
FOLDER = Path(__file__).resolve().parent
lines = (FOLDER / "grpo.jsonl").read_text(encoding="utf-8").split("\\n")
tokenizer = AutoTokenizer.from_pretrained(STUDENT)

trainer = GRPOTrainer(
    model=STUDENT,
    processing_class=tokenizer,
    args=GRPOConfig(
        output_dir="star-student-grpo",
        learning_rate=${GRPO.learningRate},
        num_generations=${GRPO.groupSize},
        beta=${GRPO.klCoefficient},
        temperature=${GRPO.temperature},
        loss_type="grpo",
        per_device_train_batch_size=${GRPO.groupSize},
        # Turns and tool answers together; the default of 512 would end most rollouts after a call.
        max_completion_length=${maxTokens - MAX_PROMPT_TOKENS},
        bf16=True,
        gradient_checkpointing=True,
        logging_steps=1,
        report_to="none",
    ),
    train_dataset=Dataset.from_list([json.loads(line) for line in lines if line]),
    environment_factory=StarEnvironment,
    reward_funcs=StarReward(tokenizer),
)
trainer.train()
`;
}
