"""Rollouts of the shared reward vectors as trainers hold them, and substitutes of a tokenizer and of the client."""

import json
from pathlib import Path

from star_reward import _split_turns, score_text

FIXTURES = Path(__file__).resolve().parents[2] / "test" / "fixtures" / "reward"
FILES = ("vectors.json", "handwritten.json", "malformed.json")
SPECIAL = ["<|im_end|>", "<|im_start|>", "<|endoftext|>"]


class CharacterTokenizer:
    """One token per character, and three special tokens that the same characters do not become."""

    unk_token_id = None

    def convert_tokens_to_ids(self, token):
        return SPECIAL.index(token) if token in SPECIAL else None

    def encode(self, text):
        return [ord(character) + len(SPECIAL) for character in text]

    def decode(self, ids, skip_special_tokens):
        kept = [id for id in ids if id >= len(SPECIAL) or not skip_special_tokens]
        return "".join(SPECIAL[id] if id < len(SPECIAL) else chr(id - len(SPECIAL)) for id in kept)


class ScoringClient:
    """Scores with star_reward. The task ids are positions in `vectors`."""

    def score(self, *, task_id, text=None, messages=None):
        task = vectors[int(task_id)]["task"]
        given = {"candidates": task["candidates"], "held_out": task["heldOut"], "tools": task["tools"]}
        return score_text(messages if text is None else text, **given)

    def start(self, task_id):
        return {"episodeId": task_id, "taskId": task_id, "messages": [{"content": "s"}, {"content": "u"}]}

    def call(self, episode_id, name, arguments):
        return {"content": "", "status": "success"}


def read_vectors():
    """Returns the vectors of all files, each with its task and its turns after the prompt."""
    shared = [json.loads((FIXTURES / file).read_text(encoding="utf-8")) for file in FILES]
    found = [{**vector, "task": file["tasks"][vector["task"]]} for file in shared for vector in file["vectors"]]
    return [{**vector, "turns": turns_of(vector["conversation"])} for vector in found]


def turns_of(conversation):
    """Returns what follows the prompt as (role, text): the text of a turn includes its calls."""
    messages = _split_turns(conversation) if isinstance(conversation, str) else conversation
    turns = [_to_turn(message) for message in messages]
    roles = [role for role, _ in turns]
    return turns[roles.index("assistant") :] if "assistant" in roles else []


def _to_turn(message):
    content = message["content"] if isinstance(message["content"], str) else ""
    if message["role"] == "tool":
        return "user", f"<tool_response>\n{content}\n</tool_response>"
    calls = [_write_call(call) for call in message.get("tool_calls") or []]
    return message["role"], "\n".join([*([content] if content else []), *calls])


def _write_call(call):
    function = call.get("function", call) if isinstance(call, dict) else call
    if isinstance(function, dict) and isinstance(function["arguments"], str):
        body = f'{{"name": {json.dumps(function["name"])}, "arguments": {function["arguments"]}}}'
    else:
        body = json.dumps(function)
    return f"<tool_call>\n{body}\n</tool_call>"


def ids_of(turns, tokenizer):
    """Returns the tokens of a rollout: sampled turns end with a token, the template prints the rest."""
    end, start = (tokenizer.convert_tokens_to_ids(token) for token in SPECIAL[:2])
    ids = []
    for index, (role, text) in enumerate(turns):
        header = [*tokenizer.encode("\n"), start, *tokenizer.encode(f"{role}\n")] if index > 0 else []
        ids += [*header, *tokenizer.encode(text), end]
    return ids


vectors = read_vectors()
