import type { ConfigSettings } from "./format.js";
import { GRPO, MAX_PROMPT_TOKENS, STUDENT_MODEL, STUDENT_TEMPLATE } from "./hyper-parameters.js";
import { templateCheck } from "./template-check.js";
import {
  DPO_BATCH,
  DPO_IMPORTS,
  epochArguments,
  SFT_ARGUMENTS,
  TOKENIZER,
  TRAIN,
  trainerOf,
  usageOf,
} from "./trl-script-parts.js";

interface Script {
  readonly maxTokens: number;
  /** Whether there are validation rows. */
  readonly evaluates: boolean;
}

/** Scripts for the student whose template linear text follows. They read messages, which TRL renders. */
export function trlScripts({ maxTokens, hasFile }: ConfigSettings): Record<string, string> {
  return {
    ...(hasFile("trl/train.jsonl") && {
      "trl/sft.py": sftScript({ maxTokens, evaluates: hasFile("trl/validation.jsonl") }),
    }),
    ...(hasFile("trl/preferences.jsonl") && {
      "trl/dpo.py": dpoScript({
        maxTokens,
        evaluates: hasFile("trl/preferences_validation.jsonl"),
      }),
    }),
    ...(hasFile("trl/grpo.jsonl") && { "trl/grpo.py": grpoScript({ maxTokens }) }),
  };
}

/** Reads a file of rows. Arguments differ from call to call: as JSON they keep their own keys and get no others. */
const ROWS = `def rows(name):
    """Arguments differ from call to call: as JSON they keep their own keys and get no others."""
    lines = (FOLDER / name).read_text(encoding="utf-8").split("\\n")
    return Dataset.from_list([json.loads(line) for line in lines if line], on_mixed_types="use_json")`;

function sftScript({ maxTokens, evaluates }: Script): string {
  return `${usageOf({ method: "Supervised fine-tuning", command: "python sft.py" })}

import hashlib
import json
import os
from pathlib import Path

from datasets import Dataset
from transformers import AutoTokenizer
from trl import SFTConfig, SFTTrainer

STUDENT = os.environ.get("STUDENT", "${STUDENT_MODEL}")
FOLDER = Path(__file__).resolve().parent
${templateCheck(STUDENT_TEMPLATE)}


${ROWS}


${TOKENIZER}
${trainerOf("SFTTrainer", "SFTConfig")}
${SFT_ARGUMENTS}
        # No row is longer, so nothing is cut off.
        max_length=${maxTokens},
        # Only what the assistant writes is trained; tool answers are read.
        assistant_only_loss=True,
        packing=False,
${epochArguments({ evaluates })}
    train_dataset=rows("train.jsonl"),${evaluates ? '\n    eval_dataset=rows("validation.jsonl"),' : ""}
)
${TRAIN}`;
}

/** A collator of pairs, and the mask of a row. They need the constants `HEADER` and `END`. */
const SAMPLED_ONLY = `class SampledOnly(DataCollatorForPreference):
    """Restricts the loss to sampled turns: TRL's own collator also trains the tool answers between them."""

    def torch_call(self, examples):
        batch = super().torch_call(examples)
        batch["completion_mask"] *= torch.tensor([sampled(ids) for ids in batch["input_ids"].tolist()])
        return batch


def sampled(ids):
    """Returns 1 for the tokens of assistant turns, with their end tokens, and 0 for all others."""
    mask, inside = [], False
    for position, token in enumerate(ids, start=1):
        mask.append(int(inside))
        if token == END:
            inside = False
        elif ids[position - len(HEADER) : position] == HEADER:
            inside = True
    return mask`;

/** Stops if TRL dropped or would cut off a pair. */
const CHECK_LENGTHS = `lengths = [
    len(row["prompt_ids"]) + max(len(row["chosen_ids"]), len(row["rejected_ids"])) for row in trainer.train_dataset
]
if len(lengths) < len(pairs) or max(lengths) > MAX_LENGTH:
    raise SystemExit(f"Pairs are longer than {MAX_LENGTH} tokens: export again with --max-tokens, or raise MAX_LENGTH.")`;

function dpoScript({ maxTokens, evaluates }: Script): string {
  return `${usageOf({ method: "DPO", purpose: ", after sft.py", command: "python dpo.py" })}

import hashlib
import json
from pathlib import Path

${DPO_IMPORTS}

STUDENT = "star-student-sft"
FOLDER = Path(__file__).resolve().parent
# TRL's default of 1024 would cut off most answers. Longer pairs stop the script: nothing is cut off.
MAX_LENGTH = ${maxTokens}
${templateCheck(STUDENT_TEMPLATE)}


${ROWS}


${SAMPLED_ONLY}


${TOKENIZER}
HEADER = tokenizer("<|im_start|>assistant\\n", add_special_tokens=False)["input_ids"]
END = tokenizer.convert_tokens_to_ids("<|im_end|>")
pairs = rows("preferences.jsonl")
${trainerOf("DPOTrainer", "DPOConfig")}
        output_dir="star-student-dpo",
        max_length=MAX_LENGTH,
${DPO_BATCH}
${epochArguments({ evaluates })}
    data_collator=SampledOnly(pad_token_id=tokenizer.pad_token_id),
    train_dataset=pairs,${evaluates ? '\n    eval_dataset=rows("preferences_validation.jsonl"),' : ""}
)
${CHECK_LENGTHS}
${TRAIN}`;
}

function grpoScript({ maxTokens }: Pick<Script, "maxTokens">): string {
  return `${usageOf({
    method: "GRPO",
    purpose: ", after sft.py",
    needs: `Tools and reward come from \`star serve --environment\`: start it, set STAR_ENVIRONMENT_URL, and put the folder training/
of langgraph-star, with star_trl.py, on PYTHONPATH.`,
    command: "PYTHONPATH=path/to/langgraph-star/training python grpo.py",
  })}

import hashlib
import json
from pathlib import Path

from datasets import Dataset
from star_trl import StarEnvironment, StarReward
from transformers import AutoTokenizer
from trl import GRPOConfig, GRPOTrainer

STUDENT = "star-student-sft"
FOLDER = Path(__file__).resolve().parent
${templateCheck(STUDENT_TEMPLATE)}


lines = (FOLDER / "grpo.jsonl").read_text(encoding="utf-8").split("\\n")
${TOKENIZER}
${trainerOf("GRPOTrainer", "GRPOConfig")}
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
