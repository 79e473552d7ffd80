import type { ConfigSettings } from "./format.js";
import { type NamedTemplate, templateCheck } from "./template-check.js";
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
  readonly template: NamedTemplate;
  /** Whether there are validation rows. */
  readonly evaluates: boolean;
}

/** Scripts for a student with another template. They read text in segments, so that TRL renders nothing. */
export function trlStudentScripts({
  maxTokens,
  hasFile,
  student,
}: ConfigSettings): Record<string, string> {
  if (student === undefined) return {};
  const template = { name: student.template, sha256: student.sha256 };
  const shared = { maxTokens, template };
  return {
    ...(hasFile("student/train.jsonl") && {
      "trl/sft.py": sftScript({ ...shared, evaluates: hasFile("student/validation.jsonl") }),
    }),
    ...(hasFile("student/preferences.jsonl") && {
      "trl/dpo.py": dpoScript({
        ...shared,
        evaluates: hasFile("student/preferences_validation.jsonl"),
      }),
    }),
  };
}

/** Reads rows and tokenizes segments as one text, so that tokens are those of serving. */
const SEGMENTS = `def rows(name):
    """Reads a file of rows in the template of the student."""
    lines = (FOLDER / name).read_text(encoding="utf-8").split("\\n")
    return [json.loads(line) for line in lines if line]


def encode(segments):
    """Returns the tokens of a text, and 1 for each that is trained. The text contains the template's special tokens."""
    encoded = tokenizer(
        "".join(segment["text"] for segment in segments), add_special_tokens=False, return_offsets_mapping=True
    )
    ends = list(accumulate(len(segment["text"]) for segment in segments))
    mask = []
    for start, end in encoded["offset_mapping"]:
        segment = min(bisect_right(ends, start), len(ends) - 1)
        if end > ends[segment]:
            raise SystemExit(f"A token crosses the border of trained text at character {start}: {segments[segment]}")
        mask.append(int(segments[segment]["label"]))
    return encoded["input_ids"], mask`;

/** The model, which no default could name: several have one template. */
const STUDENT = `if "STUDENT" not in os.environ:
    raise SystemExit("Set STUDENT to the model that is trained, such as a folder or a name on the Hugging Face Hub.")
STUDENT = os.environ["STUDENT"]`;

/** Tokenizes examples. */
const EXAMPLES = `def examples(name):
    """Tokenizes rows, with labels for what the assistant wrote. TRL leaves rows with labels as they are."""
    encoded = [encode(row["segments"]) for row in rows(name)]
    kept = [(ids, mask) for ids, mask in encoded if len(ids) <= MAX_LENGTH and any(mask)]
    if len(kept) < len(encoded):
        print(f"{name}: {len(encoded) - len(kept)} of {len(encoded)} rows are too long or have no trained turn", file=sys.stderr)
    labels = [[id if trained else -100 for id, trained in zip(ids, mask, strict=True)] for ids, mask in kept]
    return Dataset.from_dict({"input_ids": [ids for ids, _ in kept], "labels": labels})`;

function sftScript({ maxTokens, template, evaluates }: Script): string {
  return `${usageOf({ method: "Supervised fine-tuning", purpose: ` of a student with the template ${template.name}`, command: "STUDENT=model python sft.py" })}

import hashlib
import json
import os
import sys
from bisect import bisect_right
from itertools import accumulate
from pathlib import Path

from datasets import Dataset
from transformers import AutoTokenizer
from trl import SFTConfig, SFTTrainer

${STUDENT}
FOLDER = Path(__file__).resolve().parent.parent / "student"
# Rows that are longer in tokens of this student are left out: nothing is cut off.
MAX_LENGTH = ${maxTokens}
${templateCheck(template)}


${SEGMENTS}


${EXAMPLES}


${TOKENIZER}
${trainerOf("SFTTrainer", "SFTConfig")}
${SFT_ARGUMENTS}
        max_length=MAX_LENGTH,
        packing=False,
${epochArguments({ evaluates })}
    train_dataset=examples("train.jsonl"),${evaluates ? '\n    eval_dataset=examples("validation.jsonl"),' : ""}
)
${TRAIN}`;
}

/** Tokenizes pairs, and trains what was sampled in them. */
const PAIRS = `def pairs(name):
    """Tokenizes pairs. The prompt is what both sides have in common before their first trained token."""
    found = []
    for row in rows(name):
        (chosen, chosen_mask), (rejected, rejected_mask) = encode(row["chosen"]), encode(row["rejected"])
        if not any(chosen_mask) or not any(rejected_mask) or max(len(chosen), len(rejected)) > MAX_LENGTH:
            continue
        start = min(chosen_mask.index(1), rejected_mask.index(1))
        found.append(
            {
                "prompt_ids": chosen[:start],
                "chosen_ids": chosen[start:],
                "rejected_ids": rejected[start:],
                "chosen_mask": chosen_mask[start:],
                "rejected_mask": rejected_mask[start:],
            }
        )
    print(f"{name}: {len(found)} of {len(rows(name))} pairs are trained", file=sys.stderr)
    return Dataset.from_list(found)


class TokenizedTrainer(DPOTrainer):
    """Leaves tokenized pairs as they are."""

    def _prepare_dataset(self, dataset, *_):
        return dataset


class SampledOnly(DataCollatorForPreference):
    """Restricts the loss to sampled turns: TRL's own collator also trains the tool answers between them."""

    def torch_call(self, examples):
        batch = super().torch_call(examples)
        masks = [
            [0] * len(example["prompt_ids"]) + example[side]
            for side in ("chosen_mask", "rejected_mask")
            for example in examples
        ]
        width = batch["completion_mask"].shape[1]
        batch["completion_mask"] *= torch.tensor([mask + [0] * (width - len(mask)) for mask in masks])
        return batch`;

function dpoScript({ maxTokens, template, evaluates }: Script): string {
  return `${usageOf({ method: "DPO", purpose: ` of a student with the template ${template.name}, after sft.py`, command: "python dpo.py" })}

import hashlib
import json
import sys
from bisect import bisect_right
from itertools import accumulate
from pathlib import Path

${DPO_IMPORTS}

STUDENT = "star-student-sft"
FOLDER = Path(__file__).resolve().parent.parent / "student"
# TRL's default of 1024 would cut off most answers. Longer pairs are left out: nothing is cut off.
MAX_LENGTH = ${maxTokens}
${templateCheck(template)}


${SEGMENTS}


${PAIRS}


${TOKENIZER}
${trainerOf("TokenizedTrainer", "DPOConfig")}
        output_dir="star-student-dpo",
        max_length=MAX_LENGTH,
        # Keeps the masks for the collator.
        remove_unused_columns=False,
${DPO_BATCH}
${epochArguments({ evaluates })}
    data_collator=SampledOnly(pad_token_id=tokenizer.pad_token_id),
    train_dataset=pairs("preferences.jsonl"),${evaluates ? '\n    eval_dataset=pairs("preferences_validation.jsonl"),' : ""}
)
${TRAIN}`;
}
