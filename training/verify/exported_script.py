"""Runs an exported training script with settings for a small machine."""

import runpy
from collections.abc import Callable
from pathlib import Path
from unittest.mock import patch

import trl

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


def run_script(script: Path, config: type, settings: dict, create_trainer: Callable):
    """Returns the trainer that the script creates. `create_trainer` replaces the trainer's class in the script. The `train`
    of its result must do nothing, since the script calls it."""
    configure = lambda **given: config(**{**given, **SMALL, **settings})
    trainer = config.__name__.replace("Config", "Trainer")
    with patch.object(trl, config.__name__, configure), patch.object(trl, trainer, create_trainer):
        return runpy.run_path(str(script))["trainer"]
