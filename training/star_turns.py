"""The turns of a rollout, read from its token ids. Needs no package.

The reward is a function of the sampled text, turn by turn. Other sources lose some of it:

- Messages that a trainer parsed do not tell where a call stood in its turn. TRL's parser also drops text: of a call with
  a plan behind it, it keeps what a plan with a call behind it would give.
- Text decoded without special tokens does not tell whether a tool answer came from the environment or from the model.
- In text decoded with them, a turn token is no different from the same characters typed by the model.
"""

import re
from collections.abc import Sequence
from typing import Any

TURN_END = "<|im_end|>"
TURN_ENDS = (TURN_END, "<|endoftext|>")  # a model may end its turn with either
HEADER = re.compile(r"\n?<\|im_start\|>([^\n]*)\n")
ENDS_OF_TEXT = re.compile(r"(?:(?:<\|im_end\|>|<\|endoftext\|>)\n?)+\Z")


def rollout_of(ids: Sequence[int], tokenizer: Any) -> dict[str, Any]:
    """Returns a rollout as arguments of `StarClient.score`.

    ids: the tokens after the prompt: sampled turns, and between them what the template prints around tool answers.
    tokenizer: of the model, or its processor. One that only decodes gives text, without protection from typed turn tokens.
    """
    tokenizer = getattr(tokenizer, "tokenizer", tokenizer)
    ids = [int(token) for token in ids]
    if not hasattr(tokenizer, "convert_tokens_to_ids"):
        return {"text": tokenizer.decode(ids, skip_special_tokens=False)}
    return {"messages": read_turns(ids, tokenizer)}


def read_turns(ids: list[int], tokenizer: Any) -> list[dict[str, str]]:
    """Splits a rollout at its turn ends. Returns messages whose content is the text of their turn, calls included."""
    pieces = [tokenizer.decode(piece, skip_special_tokens=False) for piece in _split(ids, _end_ids(tokenizer))]
    turns = [{"role": "assistant", "content": pieces[0]}] if pieces else []
    for piece in pieces[1:]:
        if header := HEADER.match(piece):
            turns.append({"role": header[1], "content": piece[header.end() :]})
    return turns


def without_end(text: str) -> str:
    """Removes the end tokens at the end of a decoded turn."""
    return ENDS_OF_TEXT.sub("", text)


def _end_ids(tokenizer: Any) -> set[int]:
    unknown = {None, getattr(tokenizer, "unk_token_id", None)}
    known = {token: id for token in TURN_ENDS if (id := tokenizer.convert_tokens_to_ids(token)) not in unknown}
    if TURN_END not in known:
        raise ValueError(
            f"The tokenizer has no token {TURN_END}, and the reward reads turns that end with it. "
            "Train a student whose chat template is that of Qwen3."
        )
    return set(known.values())


def _split(ids: list[int], ends: set[int]) -> list[list[int]]:
    pieces: list[list[int]] = [[]]
    for token in ids:
        if token in ends:
            pieces.append([])
        else:
            pieces[-1].append(token)
    return pieces
