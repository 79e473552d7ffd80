"""Trains a language model on exported conversations with TRL, for `star train --engine trl`.

    python star_sft.py '{"base": "model.gguf", "out": "student", ...}'

Rows are {"id", "segments": [{"label", "text"}]}: text that is read, and text that is trained. Progress is printed as JSON lines to
standard output; everything else goes to standard error. A signal to end (SIGINT, SIGTERM) stops the training and writes the best
student so far. Run again, it resumes from the last checkpoint.
"""

import json
import math
import os
import signal
import sys
import time
from bisect import bisect_right
from itertools import accumulate
from pathlib import Path
from typing import Any

from star_base_model import BaseModel, Refusal, load_base, save_merged

STDOUT = os.dup(1)
WARMUP = 0.05  # share of the steps
EVALUATIONS = 6  # per run
NEVER = 10**9


def tell(event: str, **values: Any) -> None:
    """Prints one event. Only this function writes to standard output."""
    os.write(STDOUT, (json.dumps({"event": event, **values}) + "\n").encode())


def encode(tokenizer: Any, segments: list[dict[str, Any]]) -> tuple[list[int], list[int]]:
    """Returns the tokens of a row, and its labels: -100 where nothing is trained. The text is tokenized as a whole, as a server does."""
    text = "".join(segment["text"] for segment in segments)
    encoded = tokenizer(text, add_special_tokens=False, return_offsets_mapping=True)
    ends = list(accumulate(len(segment["text"]) for segment in segments))
    labels = []
    for token, (start, end) in zip(encoded["input_ids"], encoded["offset_mapping"], strict=True):
        segment = min(bisect_right(ends, start), len(ends) - 1)
        if end > ends[segment]:
            raise Refusal(
                f"A token crosses the border of trained text: {text[start:end]!r}.",
                "Pass the template of the base model with --student-template.",
            )
        labels.append(token if segments[segment]["label"] else -100)
    return encoded["input_ids"], labels


def read_rows(path: Path, tokenizer: Any, max_length: int) -> tuple[list[dict[str, list[int]]], int]:
    """Returns the tokenized rows of a file, and how many are left out because they are too long."""
    lines = path.read_text(encoding="utf-8").split("\n") if path.exists() else []
    encoded = [encode(tokenizer, json.loads(line)["segments"]) for line in lines if line]
    kept = [{"input_ids": ids, "labels": labels} for ids, labels in encoded if len(ids) <= max_length]
    return kept, len(encoded) - len(kept)


def default_template() -> str:
    """The template of linear text, as TRL contains it."""
    import trl

    return (Path(trl.__file__).parent / "chat_templates" / "qwen3_instruct_2507.jinja").read_text(encoding="utf-8")


def adapter_config(rank: int) -> Any:
    from peft import LoraConfig

    return LoraConfig(r=rank, lora_alpha=2 * rank, target_modules="all-linear", task_type="CAUSAL_LM")


class Clock:
    """Time of all runs of a training, which its checkpoints keep."""

    def __init__(self, file: Path, minutes: float | None):
        self._file = file
        self._before = json.loads(file.read_text())["seconds"] if file.exists() else 0.0
        self._start = time.monotonic()
        self.budget = None if minutes is None else 60 * minutes

    def seconds(self) -> float:
        return self._before + time.monotonic() - self._start

    def share(self) -> float:
        """The share of the time budget that is used; 0 without one."""
        return 0.0 if self.budget is None else self.seconds() / self.budget

    def save(self) -> None:
        self._file.write_text(json.dumps({"seconds": self.seconds()}))


def main() -> int:
    settings = json.loads(sys.argv[1])
    os.dup2(2, 1)
    try:
        train(settings)
    except Refusal as refusal:
        tell("error", problem=str(refusal), remedy=refusal.remedy)
        return 1
    return 0


def train(settings: dict[str, Any]) -> None:
    import torch
    from transformers import set_seed

    set_seed(settings["seed"])
    if settings["threads"]:
        torch.set_num_threads(settings["threads"])
    out = Path(settings["out"])
    template = Path(settings["template"]).read_text(encoding="utf-8") if settings["template"] else default_template()
    base = load_base(settings["base"], template)
    rows, dropped = read_rows(Path(settings["train"]), base.tokenizer, settings["maxTokens"])
    validation, _ = read_rows(Path(settings["validation"]), base.tokenizer, settings["maxTokens"])
    validation = validation[: settings["validationRows"]]
    if not rows:
        raise Refusal(f"No row has at most {settings['maxTokens']} tokens.", "Raise --max-tokens, or export short rows.")
    tell(
        "data",
        rows=len(rows),
        validationRows=len(validation),
        dropped=dropped,
        tokens=sum(len(row["input_ids"]) for row in rows),
        trainedTokens=sum(label != -100 for row in rows for label in row["labels"]),
    )
    run = Run(base, {"train": rows, "validation": validation}, settings, Clock(out / "clock.json", settings["minutes"]))
    result = run.train()
    tell("saving")
    files = save_merged(base, run.model, out, settings)
    tell("done", **result, files=files)


class Run:
    """One training."""

    def __init__(self, base: BaseModel, rows: dict[str, Any], settings: dict[str, Any], clock: Clock):
        from datasets import Dataset

        self._base, self._settings, self._clock = base, settings, clock
        self._data = {name: Dataset.from_list(some) if some else None for name, some in rows.items()}
        self._rows = len(rows["train"])
        self._out = Path(settings["out"]) / "checkpoints"
        self.model: Any = None
        self.is_stopped = False

    def train(self) -> dict[str, Any]:
        """Trains, or resumes. Returns the figures of the run. The model is then the one with the lowest validation loss."""
        epochs = math.ceil(self._settings["epochs"] * self._rows / self._settings["batch"])
        steps = self._settings["steps"] or max(1, epochs)
        trainer = self._trainer_of(steps)
        self.model = trainer.model
        trained = sum(weight.numel() for weight in trainer.model.parameters() if weight.requires_grad)
        tell("model", parameters=self._base.parameters, trained=trained, steps=steps)
        for name in (signal.SIGINT, signal.SIGTERM):
            signal.signal(name, self._stop)
        checkpoint = self._last_checkpoint()
        trainer.train(resume_from_checkpoint=str(checkpoint) if checkpoint else None)
        state = trainer.state
        best = None if state.best_metric is None else {"loss": state.best_metric, "step": state.best_global_step}
        seconds = self._clock.seconds()
        return {"step": state.global_step, "steps": steps, "stopped": self.is_stopped, "seconds": seconds, "best": best}

    def share(self, step: int, steps: int) -> float:
        """How much of the run is done, by steps or by time, whichever is more."""
        return max(step / steps, self._clock.share())

    def save_clock(self) -> None:
        self._clock.save()

    def _stop(self, *_: Any) -> None:
        self.is_stopped = True

    def _last_checkpoint(self) -> Path | None:
        found = sorted(self._out.glob("checkpoint-*"), key=lambda path: int(path.name.split("-")[1]))
        # The state is written last.
        whole = [path for path in found if (path / "trainer_state.json").exists()]
        return whole[-1] if whole else None

    def _trainer_of(self, steps: int) -> Any:
        import torch
        from trl import SFTConfig, SFTTrainer

        settings, run = self._settings, self
        evaluates = self._data["validation"] is not None
        device_batch = min(settings["deviceBatch"], settings["batch"])
        arguments = SFTConfig(
            output_dir=str(self._out),
            max_steps=steps,
            learning_rate=settings["learningRate"],
            per_device_train_batch_size=device_batch,
            per_device_eval_batch_size=device_batch,
            gradient_accumulation_steps=max(1, settings["batch"] // device_batch),
            max_length=None,
            packing=False,
            # Weights stay 32-bit floats.
            bf16=settings["dtype"] == "bfloat16",
            gradient_checkpointing=settings["gradientCheckpointing"],
            use_cpu=not torch.cuda.is_available(),
            logging_steps=1,
            # The callback decides when.
            eval_strategy="steps" if evaluates else "no",
            eval_steps=NEVER,
            save_strategy="steps",
            save_steps=NEVER,
            save_total_limit=1,
            load_best_model_at_end=evaluates,
            metric_for_best_model="eval_loss" if evaluates else None,
            greater_is_better=False if evaluates else None,
            seed=settings["seed"],
            data_seed=settings["seed"],
            dataloader_pin_memory=False,
            disable_tqdm=True,
            report_to="none",
        )

        class Trainer(SFTTrainer):
            """Decays the learning rate with the steps or the time budget, whichever is used up first."""

            def create_scheduler(self, num_training_steps: int, optimizer: Any = None) -> Any:
                warmup = max(1, round(WARMUP * steps))

                def factor(step: int) -> float:
                    return min((step + 1) / warmup, max(0.0, 1 - run.share(step, steps)), 1.0)

                self.lr_scheduler = torch.optim.lr_scheduler.LambdaLR(optimizer or self.optimizer, factor)
                return self.lr_scheduler

        return Trainer(
            model=self._base.model,
            processing_class=self._base.tokenizer,
            args=arguments,
            train_dataset=self._data["train"],
            eval_dataset=self._data["validation"],
            peft_config=None if settings["full"] else adapter_config(settings["rank"]),
            callbacks=[progress(self, steps)],
        )


def progress(run: Run, steps: int) -> Any:
    """A callback that prints progress, decides when to validate, and ends the run with its time budget or after a signal."""
    from transformers import TrainerCallback

    started = time.monotonic()

    class Progress(TrainerCallback):
        validated = 0

        def on_train_begin(self, args: Any, state: Any, *_: Any, **__: Any) -> None:
            self.validated = int(EVALUATIONS * run.share(state.global_step, steps))

        def on_step_end(self, args: Any, state: Any, control: Any, **_: Any) -> None:
            share = run.share(state.global_step, steps)
            is_last = run.is_stopped or share >= 1
            part = int(EVALUATIONS * share)
            if is_last or part > self.validated:
                self.validated = part
                control.should_evaluate = args.eval_strategy != "no"
                control.should_save = True
            if is_last:
                control.should_training_stop = True

        def on_save(self, *_: Any, **__: Any) -> None:
            run.save_clock()

        def on_log(self, args: Any, state: Any, control: Any, logs: dict[str, float] | None = None, **_: Any) -> None:
            logs = logs or {}
            if "eval_loss" in logs:
                accuracy = logs.get("eval_mean_token_accuracy")
                tell("validation", step=state.global_step, loss=logs["eval_loss"], accuracy=accuracy)
            elif "loss" in logs:
                tell(
                    "progress",
                    step=state.global_step,
                    steps=steps,
                    share=min(1.0, run.share(state.global_step, steps)),
                    loss=logs["loss"],
                    accuracy=logs.get("mean_token_accuracy"),
                    learningRate=logs.get("learning_rate"),
                    seconds=time.monotonic() - started,
                )

    return Progress()


if __name__ == "__main__":
    sys.exit(main())
