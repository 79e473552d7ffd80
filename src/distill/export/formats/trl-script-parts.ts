import { SFT } from "./hyper-parameters.js";

interface Usage {
  /** How the script trains. */
  readonly method: string;
  /** Which student it trains, and after what. Default: nothing is added. */
  readonly purpose?: string;
  /** Paragraph about what must be running. Default: none. */
  readonly needs?: string;
  /** The command that runs the script. */
  readonly command: string;
}

/** The docstring of a script. */
export function usageOf({ method, purpose = "", needs, command }: Usage): string {
  return `"""${method} with TRL (written for trl 1.16, transformers 5.23)${purpose}.

${needs === undefined ? "" : `${needs}\n\n`}    pip install trl==1.16.0 transformers==5.23.0 torch
    ${command}
"""`;
}

/** Imports of a script that trains preferences, after those of Python. */
export const DPO_IMPORTS = `import torch
from datasets import Dataset
from transformers import AutoTokenizer
from trl import DPOConfig, DPOTrainer
from trl.trainer.dpo_trainer import DataCollatorForPreference`;

/** Loads the tokenizer and stops for a model with another template. */
export const TOKENIZER = `tokenizer = AutoTokenizer.from_pretrained(STUDENT)
require_template(STUDENT, tokenizer)`;

/** The beginning of a trainer, up to its configuration. */
export function trainerOf(trainer: string, config: string): string {
  return `trainer = ${trainer}(
    model=STUDENT,
    processing_class=tokenizer,
    args=${config}(`;
}

/** Learning rate, epochs and batch of supervised fine-tuning. */
export const SFT_ARGUMENTS = `        output_dir="star-student-sft",
        learning_rate=${SFT.learningRate},
        num_train_epochs=${SFT.epochs},
        # A batch of ${SFT.batch} on one device; with N devices divide the steps by N.
        per_device_train_batch_size=1,
        gradient_accumulation_steps=${SFT.batch},`;

/** The batch of training on pairs. */
export const DPO_BATCH = `        per_device_train_batch_size=1,
        gradient_accumulation_steps=${SFT.batch},`;

/** The end of the configuration of a trainer that saves and evaluates after each epoch. */
export function epochArguments({ evaluates }: { readonly evaluates: boolean }): string {
  return `        bf16=True,
        gradient_checkpointing=True,
        save_strategy="epoch",
        eval_strategy="${evaluates ? "epoch" : "no"}",
        logging_steps=10,
        report_to="none",
    ),`;
}

/** Trains and saves the student. */
export const TRAIN = `trainer.train()
trainer.save_model()
`;
