"""Runs a training script of the export as its user would, with other settings where a small machine needs them."""

import runpy
from collections.abc import Callable
from pathlib import Path
from unittest.mock import patch

import trl

# Everything that a small machine without a GPU needs to be otherwise. What decides ids and labels stays as exported.
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
    """The trainer that the script makes. `create_trainer` stands in for the class that the script calls, and must not
    return one whose `train` does anything: the script calls that, too."""
    configure = lambda **given: config(**{**given, **SMALL, **settings})
    replaced = config.__name__.replace("Config", "Trainer")
    with patch.object(trl, config.__name__, configure), patch.object(trl, replaced, create_trainer):
        return runpy.run_path(str(script))["trainer"]
