"""Renders exported conversations with the chat template of a student, and compares them with what a server would send.

    python star_render.py --template qwen3.6 < rows.jsonl > rendered.jsonl

A row is {"messages": [...], "tools": [...], "context": n}: assistant messages before position n are not trained. The first line
of the output describes the template, each further line is {"segments": [{"label", "text"}], "problems": {...}}: the text of
the row, and where it is trained. `segments` is null for a row that the template rejects.

Of every row, three properties are checked:

1. The prompt that a server renders for a turn is what stands before that turn in the row.
2. The trained text of a turn is the text that was sampled: the message's text, then its calls.
3. Every turn extends the one before.

`problems` lists the violations by kind, each with its first place. A turn that violates 1 or 3 is not trained.
"""

import argparse
import json
import re
import sys
from collections.abc import Iterator
from os.path import commonprefix
from typing import Any

MAX_SHOWN = 60  # characters of text in a problem


class RowRenderer:
    """Renders one row and collects its problems."""

    def __init__(self, template: Any, row: dict[str, Any]):
        self._template = template
        self._tools = row.get("tools") or []
        self._messages = [to_template(message) for message in with_call_ids(row["messages"])]
        self._context = row.get("context", 0)
        self.problems: dict[str, str] = {}

    def render(self) -> dict[str, Any]:
        """Returns the rendered row."""
        try:
            segments = self._to_segments()
        except Exception as error:  # a template can fail in any way
            self.problems = {"template_fails": f"{type(error).__name__}: {error}"[: 3 * MAX_SHOWN]}
            segments = None
        return {"segments": segments, "problems": self.problems}

    def _to_segments(self) -> list[dict[str, Any]]:
        text = self._until(len(self._messages))
        self._check_given(text)
        trained = [
            span
            for index, message in enumerate(self._messages)
            if message["role"] == "assistant" and (span := self._span(index, text)) and index >= self._context
        ]
        segments, end = [], 0
        for start, stop in trained:
            segments += [{"label": False, "text": text[end:start]}, {"label": True, "text": text[start:stop]}]
            end = stop
        return [segment for segment in [*segments, {"label": False, "text": text[end:]}] if segment["text"]]

    def _until(self, count: int, is_prompt: bool = False) -> str:
        return self._template.render(self._messages[:count], self._tools, is_prompt=is_prompt)

    def _span(self, index: int, text: str) -> tuple[int, int] | None:
        """Returns where a turn stands in the row's text, or None if it is not what was sampled after its prompt."""
        prompt = self._until(index, is_prompt=True)
        turn = self._until(index + 1)
        self._check_answers(index, prompt)
        self._check_turn(index, turn[self._begin(index, prompt, turn) :])
        if not turn.startswith(prompt) or not text.startswith(prompt):
            self._report("prompt_differs", index, f"served as {prompt[-MAX_SHOWN:]!r}")
            return None
        # White space after the end token is printed by the template: the model stops before it.
        turn = turn.rstrip()
        if not text.startswith(turn):
            self._report("turn_not_extended", index, f"ends as {turn[-MAX_SHOWN:]!r}")
            return None
        return len(prompt), len(turn)

    def _begin(self, index: int, prompt: str, turn: str) -> int:
        """Returns where a turn begins. If its prompt is another, both may have their first characters in common."""
        if turn.startswith(prompt):
            return len(prompt)
        shared = len(commonprefix((prompt, turn)))
        text = turn.rfind(self._messages[index]["content"].strip())
        return shared if text == -1 else min(shared, text)

    def _check_given(self, text: str) -> None:
        """What the row must contain: the tools before the first turn, and the text of every message."""
        roles = [message["role"] for message in self._messages]
        first = self._until(roles.index("assistant"), is_prompt=True) if "assistant" in roles else text
        unlisted = [tool["function"]["name"] for tool in self._tools if tool["function"]["name"] not in first]
        if unlisted:
            self._report("tools_lost", 0, ", ".join(unlisted))
        for index, message in enumerate(self._messages):
            if message["role"] != "tool" and message["content"].strip() not in text:
                kind = "text_lost" if message["role"] == "assistant" else "prompt_changed"
                self._report(kind, index, message["content"])

    def _check_turn(self, index: int, turn: str) -> None:
        message = self._messages[index]
        content, calls = message["content"], [call["function"] for call in message.get("tool_calls", [])]
        at = turn.find(content.strip())
        if at == -1:
            self._report("text_lost", index, content)
        elif content not in turn:
            self._report("text_trimmed", index, content[-MAX_SHOWN:])
        end = max(at, 0) + (len(content.strip()) if at != -1 else 0)
        called = turn.find(calls[0]["name"]) if calls else -1
        if calls and content.strip() and -1 < called < at:
            self._report("text_moved", index, content)
        elif "<think>" in turn[: max(at, 0)]:
            self._report("thinking_added", index, turn[: max(at, 0)])
        rest = turn if "text_moved" in self.problems else turn[end:]
        for call in calls:
            self._check_call(index, call, rest)
        if not calls and not rest.strip():
            self._report("no_end", index, turn[-MAX_SHOWN:])

    def _check_call(self, index: int, call: dict[str, Any], written: str) -> None:
        if call["name"] not in written:
            self._report("call_lost", index, call["name"])
            return
        for name, value in named_values(call["arguments"]):
            if not re.search(re.escape(name) + r"\W{0,12}" + value, written):
                self._report("call_changed", index, f"{name} of {call['name']}")

    def _check_answers(self, index: int, prompt: str) -> None:
        """The tool answers directly before a turn."""
        first = index
        while first > 0 and self._messages[first - 1]["role"] == "tool":
            first -= 1
        before = self._until(first) if first < index else ""
        shown = prompt[len(before) :] if prompt.startswith(before) else prompt
        for position in range(first, index):
            content = self._messages[position]["content"]
            quoted = {json.dumps(content), json.dumps(content, ensure_ascii=False)}
            if any(text in shown for text in quoted) and not content.startswith('"'):
                self._report("answer_quoted", position, content)
            elif content.strip() not in shown:
                self._report("answer_lost", position, content)

    def _report(self, kind: str, index: int, detail: str) -> None:
        shown = (detail if len(detail) <= MAX_SHOWN else f"{detail[:MAX_SHOWN]}…").replace("\n", "\\n")
        self.problems.setdefault(kind, f"message {index}: {shown}")


def to_template(message: dict[str, Any]) -> dict[str, Any]:
    """As transformers does: templates read reasoning under either name. They expect text, not null."""
    reasoning = message.get("reasoning_content")
    named = {} if reasoning is None else {"thinking": reasoning}
    return {**named, **message, "content": message.get("content") or ""}


def with_call_ids(messages: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Numbers the calls. Some templates print ids, and Mistral's require nine characters."""
    made, answered = 0, 0
    for message in messages:
        if message.get("tool_calls"):
            calls = [{"id": f"call{made + at:05d}", **call} for at, call in enumerate(message["tool_calls"])]
            made += len(calls)
            message = {**message, "tool_calls": calls}
        elif message["role"] == "tool":
            message = {"tool_call_id": f"call{answered:05d}", **message}
            answered += 1
        yield message


def named_values(arguments: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """Yields the scalars of a call's arguments: the name before each, and a pattern of its text, plain or as JSON."""
    if isinstance(arguments, dict):
        for key, value in arguments.items():
            yield from named_values(value, key)
    elif isinstance(arguments, list):
        for value in arguments:
            yield from named_values(value, "")
    elif isinstance(arguments, str):
        as_json = (json.dumps(arguments)[1:-1], json.dumps(arguments, ensure_ascii=False)[1:-1])
        yield name, "(?:" + "|".join(re.escape(text) for text in dict.fromkeys((arguments, *as_json))) + ")"
    else:
        yield name, re.escape(json.dumps(arguments))


def render_row(template: Any, row: dict[str, Any]) -> dict[str, Any]:
    """Renders a row, or both continuations of a row with `chosen` and `rejected`."""
    if "chosen" not in row:
        return RowRenderer(template, row).render()
    context = len(row["prompt"])
    sides = {
        side: RowRenderer(
            template, {"messages": row["prompt"] + row[side], "tools": row["tools"], "context": context}
        ).render()
        for side in ("chosen", "rejected")
    }
    problems = {**sides["rejected"]["problems"], **sides["chosen"]["problems"]}
    return {**{side: rendered["segments"] for side, rendered in sides.items()}, "problems": problems}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--template", required=True, help="name of a model's template, or path of a template")
    parser.add_argument("--arguments", type=json.loads, default={}, help="variables of the template, as JSON")
    options = parser.parse_args()
    sys.stdin.reconfigure(encoding="utf-8")
    try:
        from star_template import TemplateMissing, load_template
    except ImportError as error:
        return fail(f"jinja2 3.1.6 is not installed: {error}.", "Install it: python3 -m pip install jinja2==3.1.6.")
    try:
        template = load_template(options.template, options.arguments)
    except TemplateMissing as missing:
        return fail(str(missing), missing.remedy)
    except Exception as error:
        return fail(f"The template is invalid: {type(error).__name__}: {error}.", "Correct the template.")
    description = {"sha256": template.sha256, "variables": template.variables, "text": template.text}
    write({"template": description})
    for line in sys.stdin:
        rendered = render_row(template, json.loads(line))
        if template.reads_clock:
            rendered["problems"].setdefault("prints_date", "the template prints the date of the day")
        write(rendered)
    return 0


def write(value: dict[str, Any]) -> None:
    print(json.dumps(value))


def fail(problem: str, remedy: str) -> int:
    write({"error": {"problem": problem, "remedy": remedy}})
    return 0


if __name__ == "__main__":
    sys.exit(main())
