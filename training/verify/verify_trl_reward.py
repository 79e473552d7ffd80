"""Scores the shared reward vectors through star_trl, with Qwen3's tokenizer and TRL's parser.

The reward of each must be the expected one. As a control, TRL's parsed messages are scored as well: for some vectors their
reward must be another, else the check could not tell both apart.
"""

import argparse
import json
import sys
import time
from contextlib import redirect_stdout
from importlib.metadata import version
from pathlib import Path

from memory import peak_gigabytes
from transformers import AutoTokenizer, PreTrainedTokenizerBase
from trl.chat_template_utils import add_response_schema, parse_response

sys.path.append(str(Path(__file__).resolve().parent.parent))
from star_trl import StarReward  # noqa: E402
from tests.rollouts import ScoringClient, ids_of, vectors  # noqa: E402

CLOSE = 1e-12


class SampledText:
    """Encodes as a model samples: characters of a turn token become ordinary tokens."""

    def __init__(self, tokenizer: PreTrainedTokenizerBase):
        self._tokenizer = tokenizer
        self.convert_tokens_to_ids = tokenizer.convert_tokens_to_ids

    def encode(self, text: str) -> list[int]:
        return self._tokenizer(text, add_special_tokens=False, split_special_tokens=True)["input_ids"]


def parsed_reward(task_id: str, turns: list[tuple[str, str]], tokenizer: PreTrainedTokenizerBase) -> float:
    """The reward of the messages that TRL's parser makes of a rollout."""
    end, sampled = tokenizer.convert_tokens_to_ids("<|im_end|>"), SampledText(tokenizer)
    prefix = tokenizer("<|im_start|>assistant\n", add_special_tokens=False)["input_ids"]
    messages = [
        parse_response(tokenizer, [*sampled.encode(text), end], prefix=prefix)
        if role == "assistant"
        else {"role": role, "content": text}
        for role, text in turns
    ]
    return ScoringClient().score(task_id=task_id, messages=messages)["reward"]


def verify(tokenizer_folder: Path) -> dict:
    """Scores all vectors and returns the result line."""
    started = time.monotonic()
    tokenizer = AutoTokenizer.from_pretrained(tokenizer_folder)
    reward, parser = StarReward(tokenizer, ScoringClient()), add_response_schema(tokenizer)
    wrong, lost = [], 0
    for index, vector in enumerate(vectors):
        ids = ids_of(vector["turns"], SampledText(tokenizer))
        (found,) = reward(prompts=[[]], completions=[[]], completion_ids=[ids], task_id=[str(index)])
        expected = vector["expected"]["reward"]
        if abs(found - expected) > CLOSE:
            wrong.append(vector["name"])
            print(f"{vector['name']}: expected {expected}, actual {found}", file=sys.stderr)
        lost += abs(parsed_reward(str(index), vector["turns"], parser) - expected) > CLOSE
    return {
        "trainer": "trl-reward",
        "versions": {package: version(package) for package in ("trl", "transformers")},
        "vectors": len(vectors),
        "equal": not wrong,
        "differences": len(wrong),
        "parsedDifferences": lost,
        "ok": not wrong and lost > 0,
        "seconds": round(time.monotonic() - started, 1),
        "peakGB": peak_gigabytes(),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tokenizer", type=Path, required=True, help="the folder that tokenizer_folder.py creates")
    options = parser.parse_args()
    with redirect_stdout(sys.stderr):
        result = verify(options.tokenizer.absolute())
    print(json.dumps(result, ensure_ascii=False))
    sys.exit(0 if result["ok"] else 1)


if __name__ == "__main__":
    main()
