"""Runs an exported training script with settings for a small machine."""

import runpy
from collections.abc import Callable
from pathlib import Path
from unittest.mock import patch

import trl
from transformers import AutoTokenizer, PreTrainedTokenizerBase

# Settings that a small machine without a GPU requires. Those that determine ids and labels remain as exported.
SMALL = {
    "use_cpu": True,
    "bf16": False,
    "gradient_checkpointing": False,
    "gradient_accumulation_steps": 1,
    "max_steps": 1,
    "save_strategy": "no",
    "disable_tqdm": True,
    "report_to": [],
}


def run_script(script: Path, config: type, settings: dict, create_trainer: Callable, tokenizer: PreTrainedTokenizerBase):
    """Returns the trainer that the script creates. `create_trainer` replaces the trainer's class in the script, `tokenizer`
    the tokenizer that it loads. `train` and `save_model` of its result must do nothing, since the script calls them."""
    configure = lambda **given: config(**{**given, **SMALL, **settings})
    trainer = config.__name__.replace("Config", "Trainer")
    load = lambda *_, **__: tokenizer
    with (
        patch.object(trl, config.__name__, configure),
        patch.object(trl, trainer, create_trainer),
        patch.object(AutoTokenizer, "from_pretrained", load),
    ):
        return runpy.run_path(str(script))["trainer"]


class Deferred:
    """A trainer that ignores the script's calls of `train` and `save_model`, and trains in `take_step`."""

    def train(self, *_, **__):
        return None

    def save_model(self, *_, **__):
        return None

    def take_step(self) -> float:
        """Runs one step and returns its loss."""
        return super().train().training_loss
