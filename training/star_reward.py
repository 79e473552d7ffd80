"""The reward of one conversation: format (+1 or -1) plus outcome (1, 2/3, 1/3 or 0).

Mirrors `scoreText` in src/distill/transcript/reward; both are tested with the same vectors. Needs no package.

    from star_reward import score_text
    score_text(text_or_messages, candidates=[...], held_out="12", tools=[...])["reward"]

`python star_reward.py FILE` scores the vectors of a file and lists those with an unexpected score.
"""

import json
import re
import sys

ERRORS = [
    "tags_broken",
    "plan_missing",
    "plan_repeated",
    "call_missing",
    "call_malformed",
    "call_unknown_tool",
    "call_arguments_invalid",
    "call_not_alone",
    "call_unanswered",
    "reflection_missing",
    "recommend_missing",
    "recommend_repeated",
    "recommend_not_a_list",
    "recommend_unknown_item",
    "recommend_repeated_item",
    "recommend_wrong_length",
    "order_wrong",
    "phase_empty",
    "text_after_recommend",
]

SHORTEST_RECOMMENDATION = 5
LONGEST_RECOMMENDATION = 20


def score_text(conversation, *, candidates, held_out, tools):
    """Scores the assistant turns of a conversation. Prompts and tool answers are not scored.

    conversation: linear text (a whole conversation, or a completion, with or without special tokens), or chat messages.
    candidates: the ids that may be recommended. held_out: the id of the held-out item.
    tools: OpenAI-style function definitions of the offered tools.
    Returns {"reward", "format", "outcome", "rank", "errors"}.
    """
    turns = _read_turns(conversation)
    ranking, invalid = _find_recommendation(turns, candidates)
    found = {*_check_phases(turns), *_check_calls(turns, tools), *invalid}
    errors = [error for error in ERRORS if error in found]
    rank = ranking.index(held_out) + 1 if held_out in ranking else None
    format_reward = -1 if errors else 1
    outcome = _outcome_of(rank)
    return {
        "reward": format_reward + outcome,
        "format": format_reward,
        "outcome": outcome,
        "rank": rank,
        "errors": errors,
    }


def _outcome_of(rank):
    if rank is None or rank > 5:
        return 0
    if rank == 1:
        return 1
    return 2 / 3 if rank <= 3 else 1 / 3


# Turns -----------------------------------------------------------------------------------------------------------------

TURN_START = "<|im_start|>"
TURN_END = "<|im_end|>"
# A model may end its last turn with <|endoftext|> instead. Within a turn it is text.
TURN_CLOSE = re.compile(r"<\|im_end\|>|<\|endoftext\|>(?=\n?<\|im_start\|>|(?![\s\S]))")
STARTS_WITH_TURN = re.compile(r"[ \t\r\n]*<\|im_start\|>")
ANSWER_START = "<tool_response>"
ANSWER_OPENS = re.compile(r"\n?user\n<tool_response>")
ANSWER_CLOSES = re.compile(r"</tool_response>\n?(?:assistant\n|(?![\s\S]))")


def _split_turns(text):
    """Splits template text into messages. Text without turn tokens is split at its tool answers."""
    return _split_marked(text) if TURN_START in text or TURN_END in text else split_decoded(text)


def split_decoded(text):
    """Splits a completion that was decoded without special tokens, at its tool answers."""
    turns, start = [], 0
    while (opens := ANSWER_OPENS.search(text, start)) and (closes := ANSWER_CLOSES.search(text, opens.end())):
        turns.append({"role": "assistant", "content": text[start : opens.start()]})
        turns.append({"role": "tool", "content": text[opens.start() : closes.end()]})
        start = closes.end()
    return [*turns, {"role": "assistant", "content": text[start:]}]


def _split_marked(text):
    """A start token within a turn is text of that turn: a model that writes one does not begin a turn by it."""
    turns, end = [], 0
    if not STARTS_WITH_TURN.match(text):
        content, end = _until_close(text, 0)
        turns.append({"role": "assistant", "content": content})
    while (start := text.find(TURN_START, end)) != -1:
        start += len(TURN_START)
        line_end = text.find("\n", start)
        if line_end == -1:
            return [*turns, {"role": text[start:], "content": ""}]
        content, end = _until_close(text, line_end + 1)
        turns.append({"role": text[start:line_end], "content": content})
    return turns


def _until_close(text, start):
    close = TURN_CLOSE.search(text, start)
    return (text[start : close.start()], close.end()) if close else (text[start:], len(text))


def _read_turns(conversation):
    """Reads the assistant turns of a conversation."""
    messages = _split_turns(conversation) if isinstance(conversation, str) else conversation
    following = [*messages[1:], None]
    return [
        _read_turn(message, _is_tool_answer(after))
        for message, after in zip(messages, following)
        if message.get("role") == "assistant"
    ]


def _is_tool_answer(message):
    if message is None:
        return False
    role = message.get("role")
    return role == "tool" or (role == "user" and _text(message).startswith(ANSWER_START))


def _read_turn(message, is_answered):
    content = _text(message)
    parsed = [{"parsed": call} for call in message.get("tool_calls") or []]
    blocks, is_broken, after = _read_blocks(content)
    written = [{"text": text} for kind, text in blocks if kind == "tool_call"]
    continues = not _is_blank(after)
    ends_in_call = bool(blocks) and blocks[-1][0] == "tool_call"
    return {
        "blocks": blocks,
        "calls": [*written, *parsed],
        "parsed": len(parsed),
        "is_broken": is_broken,
        "continues_after_call": bool(written) and (not ends_in_call or continues or bool(parsed)),
        "continues_after_blocks": continues,
        "is_blank": _is_blank(content) and not parsed,
        "is_answered": is_answered,
    }


def _text(message):
    content = message.get("content")
    return content if isinstance(content, str) else ""


# Blocks ----------------------------------------------------------------------------------------------------------------

TAG = re.compile(r"<(/?)(plan|analysis|reflection|recommend|tool_call|tool_response)>")


def _read_blocks(content):
    """Returns the blocks as (kind, text), whether a tag is nested, unclosed or stray, and the text after the last block."""
    blocks, kind, start, end = [], None, 0, 0
    for match in TAG.finditer(content):
        slash, name = match[1], match[2]
        if kind is None and not slash and name != "tool_response":
            kind, start = name, match.end()
        elif kind is not None and slash and name == kind:
            blocks.append((kind, content[start : match.start()].removeprefix("\n").removesuffix("\n")))
            kind, end = None, match.end()
        else:
            return blocks, True, ""
    return blocks, kind is not None, content[end:]


def _is_blank(text):
    return re.search(r"[^ \t\r\n]", text) is None


# Phases ----------------------------------------------------------------------------------------------------------------

KIND_LETTERS = {"plan": "p", "tool_call": "c", "analysis": "a", "reflection": "r", "recommend": "R"}
ORDER = re.compile(r"pa*c[acr]*ra*R")
MISSING = {
    "plan": "plan_missing",
    "tool_call": "call_missing",
    "reflection": "reflection_missing",
    "recommend": "recommend_missing",
}


def _check_phases(turns):
    sequence = "".join(
        "".join(KIND_LETTERS[kind] for kind, _ in turn["blocks"]) + "c" * turn["parsed"] for turn in turns
    )
    errors = [error for kind, error in MISSING.items() if KIND_LETTERS[kind] not in sequence]
    errors += [f"{kind}_repeated" for kind in ("plan", "recommend") if sequence.count(KIND_LETTERS[kind]) > 1]
    if not errors and not ORDER.fullmatch(sequence):
        errors.append("order_wrong")
    blocks = [block for turn in turns for block in turn["blocks"]]
    if any(kind not in ("tool_call", "recommend") and _is_blank(text) for kind, text in blocks):
        errors.append("phase_empty")
    if _continues_after_recommendation(turns):
        errors.append("text_after_recommend")
    return errors


def _continues_after_recommendation(turns):
    indices = [
        index for index, turn in enumerate(turns) if turn["blocks"] and turn["blocks"][-1][0] == "recommend"
    ]
    if not indices:
        return False
    later = turns[indices[-1] + 1 :]
    return turns[indices[-1]]["continues_after_blocks"] or any(not turn["is_blank"] for turn in later)


# Calls -----------------------------------------------------------------------------------------------------------------


def _check_calls(turns, tools):
    errors = []
    for turn in turns:
        calls = turn["calls"]
        if turn["is_broken"]:
            errors.append("tags_broken")
        errors += [error for call in calls if (error := _find_call_error(call, tools))]
        if len(calls) > 1 or turn["continues_after_call"]:
            errors.append("call_not_alone")
        if calls and not turn["is_answered"]:
            errors.append("call_unanswered")
    return errors


def _find_call_error(call, tools):
    name, given = _read_call_text(call["text"]) if "text" in call else _read_parsed_call(call["parsed"])
    if not isinstance(name, str) or not isinstance(given, dict):
        return "call_malformed"
    schemas = [tool["function"]["parameters"] for tool in tools if tool["function"]["name"] == name]
    if not schemas:
        return "call_unknown_tool"
    return None if _fits_schema(given, schemas[0]) else "call_arguments_invalid"


def _read_call_text(text):
    call = _parse_plain_json(text)
    if not isinstance(call, dict) or len(call) != 2:
        return None, None
    return call.get("name"), call.get("arguments")


def _read_parsed_call(parsed):
    call = parsed
    if isinstance(call, dict) and isinstance(call.get("function"), dict):
        call = call["function"]
    if not isinstance(call, dict):
        return None, None
    given = call.get("arguments")
    return call.get("name"), _parse_plain_json(given) if isinstance(given, str) else given


def _fits_schema(given, schema):
    properties = schema.get("properties")
    properties = properties if isinstance(properties, dict) else {}
    required = schema.get("required")
    required = required if isinstance(required, list) else []
    is_closed = schema.get("additionalProperties") is False
    return all(name in given for name in required) and all(
        _fits_property(value, properties[name]) if name in properties else not is_closed
        for name, value in given.items()
    )


def _fits_property(value, schema):
    if not isinstance(schema, dict):
        return True
    kind, values = schema.get("type"), schema.get("enum")
    minimum, maximum = schema.get("minimum"), schema.get("maximum")
    kinds = kind if isinstance(kind, list) else [kind]
    return (
        any(_is_of_type(value, name) for name in kinds)
        and (not isinstance(values, list) or any(_is_same(value, other) for other in values))
        and (not _is_number(minimum) or not _is_number(value) or value >= minimum)
        and (not _is_number(maximum) or not _is_number(value) or value <= maximum)
    )


def _is_of_type(value, kind):
    if kind == "string":
        return isinstance(value, str)
    if kind == "boolean":
        return isinstance(value, bool)
    if kind == "integer":
        return _is_number(value) and (isinstance(value, int) or value.is_integer())
    if kind == "number":
        return _is_number(value) and abs(value) != float("inf") and value == value
    if kind == "null":
        return value is None
    if kind == "array":
        return isinstance(value, list)
    if kind == "object":
        return isinstance(value, dict)
    return True


def _is_number(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _is_same(value, other):
    if isinstance(value, bool) or isinstance(other, bool):
        return value is other
    if isinstance(value, (list, dict)):
        return False
    return value == other


# The recommendation ----------------------------------------------------------------------------------------------------


def _find_recommendation(turns, candidates):
    """Returns the ranking of a single valid recommendation, else an empty one; and the errors of all recommendations."""
    written = [text for turn in turns for kind, text in turn["blocks"] if kind == "recommend"]
    read = [_read_recommendation(text, candidates) for text in written]
    ranking = read[0][0] if len(read) == 1 else []
    return ranking, [error for _, errors in read for error in errors]


def _read_recommendation(text, candidates):
    ids = _parse_plain_json(text)
    if not isinstance(ids, list) or not all(isinstance(entry, str) for entry in ids):
        return [], ["recommend_not_a_list"]
    errors = []
    if any(entry not in candidates for entry in ids):
        errors.append("recommend_unknown_item")
    if len(set(ids)) < len(ids):
        errors.append("recommend_repeated_item")
    if not SHORTEST_RECOMMENDATION <= len(ids) <= LONGEST_RECOMMENDATION:
        errors.append("recommend_wrong_length")
    return ([] if errors else ids), errors


# JSON ------------------------------------------------------------------------------------------------------------------

MAX_BRACKETS = 64


def _parse_plain_json(text):
    """Parses JSON as JavaScript does: without NaN, all numbers as floats. Returns None for invalid JSON."""
    if len(re.findall(r"[\[{]", text)) > MAX_BRACKETS:
        return None
    try:
        return json.loads(text, parse_int=float, parse_constant=_reject_constant)
    except ValueError:
        return None


def _reject_constant(constant):
    raise ValueError(f"{constant} is not JSON")


# Self-test -------------------------------------------------------------------------------------------------------------


def check_vectors(path):
    """Scores all vectors of a file. Returns their number, and the names and scores of those with an unexpected score."""
    with open(path, encoding="utf-8") as file:
        shared = json.load(file)
    wrong = []
    for vector in shared["vectors"]:
        task = shared["tasks"][vector["task"]]
        score = score_text(
            vector["conversation"],
            candidates=task["candidates"],
            held_out=task["heldOut"],
            tools=task["tools"],
        )
        if score != vector["expected"]:
            wrong.append({"name": vector["name"], "score": score})
    return len(shared["vectors"]), wrong


if __name__ == "__main__":
    number, differing = check_vectors(sys.argv[1])
    print(json.dumps({"vectors": number, "differing": differing}))
    sys.exit(1 if differing else 0)
