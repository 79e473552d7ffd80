"""Runs one step of TRL's GRPOTrainer on two prompts of the export, with tools and reward of the environment server.

The exported `trl/grpo.py` creates the trainer, with a tiny model and settings for a machine without a GPU. Half of the
rollouts replay trajectories of linear.jsonl, shortened to the first call and the last turn. Their tokens, including the
server's tool answer, must equal those of linear.jsonl; rewards of replayed and sampled rollouts must differ; and the step
must change the weights.
"""

import argparse
import json
import os
import sys
import tempfile
import time
from contextlib import redirect_stdout
from importlib.metadata import version
from pathlib import Path

from datasets import Dataset, load_dataset
from exported_script import Deferred, run_script
from linear import read_linear
from memory import peak_gigabytes
from replaying_model import ReplayingModel
from tiny_model import save_tiny_model
from tokens import IGNORED, Difference, Tokens, differences, expected_tokens
from transformers import AutoTokenizer
from trl import GRPOConfig, GRPOTrainer

# The script imports star_trl from there.
sys.path.append(str(Path(__file__).resolve().parent.parent))
PROMPTS = 2
MAX_MATCHES = 20  # of which the shortest are used
GROUP = 2  # rollouts per prompt: one replayed, one sampled


def expected_rollout(tokens: Tokens, end: int) -> Tokens:
    """Converts a trajectory to a rollout: a newline after a turn is not sampled, so it has no loss, and the last is absent."""
    after_end = [False, *(token == end for token in tokens.ids[:-1])]
    labels = [IGNORED if newline else label for newline, label in zip(after_end, tokens.labels, strict=True)]
    length = len(tokens.ids) - (1 if after_end[-1] else 0)
    return Tokens(tokens.id, tokens.ids[:length], labels[:length])


def shortened(tokens: Tokens) -> Tokens:
    """Keeps the first call with its answer and the last turn: a complete rollout with a tenth of the logits."""
    starts = [
        index
        for index, label in enumerate(tokens.labels)
        if label != IGNORED and tokens.labels[index - 1] == IGNORED
    ]
    if len(starts) < 3:
        return tokens
    kept = [*range(starts[1]), *range(starts[-1], len(tokens.ids))]
    return Tokens(tokens.id, [tokens.ids[index] for index in kept], [tokens.labels[index] for index in kept])


def ids_of_prompt(tokens: Tokens) -> tuple[int, ...]:
    """Returns the ids before the first trained token."""
    return tuple(tokens.ids[: next(index for index, label in enumerate(tokens.labels) if label != IGNORED)])


def read_rows(export: Path, *names: str) -> list[dict]:
    """Reads the rows of TRL's files, as far as they exist."""
    files = [export / "trl" / name for name in names]
    return [row for file in files if file.exists() for row in load_dataset("json", data_files=str(file), split="train")]


def matched_prompts(export: Path, tokenizer) -> list[tuple[dict, Tokens]]:
    """Returns the shortest of the first prompts that have a trajectory in the export, each with its trajectory."""
    trajectories = read_rows(export, "train.jsonl", "validation.jsonl")
    ids = {json.dumps(row["messages"][:2]): row["id"] for row in trajectories}
    prompts = read_rows(export, "grpo.jsonl", "grpo_validation.jsonl")
    matches = [(row, known) for row in prompts if (known := ids.get(json.dumps(row["prompt"])))]
    if len(matches) < PROMPTS:
        raise SystemExit(
            f"{export} has {len(matches)} prompts with a trajectory to replay, and {PROMPTS} are needed. Export more tasks."
        )
    linear = {row.id: row for split in ("train", "validation") for row in read_linear(export, split)}
    pairs = [(row, shortened(expected_tokens(linear[known], tokenizer))) for row, known in matches[:MAX_MATCHES]]
    return sorted(pairs, key=lambda pair: len(pair[1].ids))[:PROMPTS]


def masked(ids: list[int], mask: list[int]) -> list[int]:
    """Returns labels: the ids where the mask is set, otherwise IGNORED."""
    return [token if kept else IGNORED for token, kept in zip(ids, mask, strict=True)]


class RecordingTrainer(Deferred, GRPOTrainer):
    """Records the rollouts, as the loss uses them, and their rewards."""

    def _generate(self, prompts):
        outcome = super()._generate(prompts)
        prompt_ids, completion_ids, tool_mask = outcome[:3]
        self.rollouts = [
            Tokens("", prompt + completion, [IGNORED] * len(prompt) + masked(completion, mask))
            for prompt, completion, mask in zip(prompt_ids, completion_ids, tool_mask, strict=True)
        ]
        return outcome

    def _calculate_rewards(self, *arguments):
        self.rewards = super()._calculate_rewards(*arguments)
        return self.rewards


def create_trainer(export: Path, rows: list[dict], known: list[Tokens], tokenizer, output: str) -> RecordingTrainer:
    """Creates the trainer of the exported script with a model that replays `known`."""
    # From a folder, because the trainer loads the reference model from the same path.
    model = ReplayingModel.from_pretrained(save_tiny_model(tokenizer, Path(output) / "model"))
    model.conversations = tuple(tuple(tokens.ids) for tokens in known)
    model.conversation_prompts = frozenset(ids_of_prompt(tokens) for tokens in known)
    tiny = {"model": model, "processing_class": tokenizer, "train_dataset": Dataset.from_list(rows)}
    settings = {
        "output_dir": output,
        "per_device_train_batch_size": 1,
        "gradient_accumulation_steps": PROMPTS * GROUP,
        "num_generations": GROUP,
        "shuffle_dataset": False,
    }
    script = export / "trl" / "grpo.py"
    return run_script(script, GRPOConfig, settings, lambda **given: RecordingTrainer(**{**given, **tiny}), tokenizer)


def replayed(trainer: RecordingTrainer, known: list[Tokens]) -> list[Tokens]:
    """Returns one replayed rollout per prompt, with the id of its trajectory."""
    kept = []
    for tokens in known:
        start = ids_of_prompt(tokens)
        rollouts = [rollout for rollout in trainer.rollouts if tuple(rollout.ids[: len(start)]) == start]
        if rollouts:
            longest = max(rollouts, key=lambda rollout: len(rollout.ids))
            kept.append(Tokens(tokens.id, longest.ids, longest.labels))
    return kept


def verify(export: Path, tokenizer_folder: Path) -> dict:
    """Runs one step and returns the result line."""
    started = time.monotonic()
    tokenizer = AutoTokenizer.from_pretrained(tokenizer_folder)
    rows, known = zip(*matched_prompts(export, tokenizer), strict=True)
    with tempfile.TemporaryDirectory() as output:
        trainer = create_trainer(export, list(rows), list(known), tokenizer, output)
        before = [weight.detach().clone() for weight in trainer.model.parameters()]
        loss = trainer.take_step()
    changed = any(not old.equal(new) for old, new in zip(before, trainer.model.parameters(), strict=True))
    expected = [expected_rollout(tokens, tokenizer.eos_token_id) for tokens in known]
    found: list[Difference] = differences(expected, replayed(trainer, list(known)), tokenizer)
    for difference in found:
        print(difference, file=sys.stderr)
    rewards = trainer.rewards.sum(dim=1).view(PROMPTS, GROUP)
    are_distinguished = bool((rewards.max(dim=1).values > rewards.min(dim=1).values).all())
    return {
        "trainer": "trl-grpo",
        "versions": {package: version(package) for package in ("trl", "transformers", "torch")},
        "prompts": len(rows),
        "equal": not found,
        "differences": len(found),
        "rewards": rewards.tolist(),
        "step": {"loss": round(loss, 6), "weightsChanged": changed},
        "ok": not found and are_distinguished and changed,
        "seconds": round(time.monotonic() - started, 1),
        "peakGB": peak_gigabytes(),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--export", type=Path, required=True, help="the exported folder")
    parser.add_argument("--tokenizer", type=Path, required=True, help="the folder that tokenizer_folder.py creates")
    parser.add_argument("--environment", help="URL of the environment server; default STAR_ENVIRONMENT_URL")
    options = parser.parse_args()
    if options.environment:
        os.environ["STAR_ENVIRONMENT_URL"] = options.environment
    with redirect_stdout(sys.stderr):
        result = verify(options.export.absolute(), options.tokenizer.absolute())
    print(json.dumps(result, ensure_ascii=False))
    sys.exit(0 if result["ok"] else 1)


if __name__ == "__main__":
    main()
