"""Compares star_template with transformers: the same bytes for every installed template and many conversations.

Also checks what star_render says about each template. These facts are those of the pinned versions.
"""

import argparse
import json
import sys
import time
from collections.abc import Callable
from contextlib import redirect_stdout
from importlib.metadata import version
from pathlib import Path

from jinja2.exceptions import TemplateError
from memory import peak_gigabytes
from transformers.utils import chat_template_utils

sys.path.append(str(Path(__file__).resolve().parent.parent))
from star_render import render_row, to_template, with_call_ids  # noqa: E402
from star_template import FIXED_DATE, SOURCES, TemplateMissing, load_template  # noqa: E402

PARAMETERS = {
    "type": "object",
    "properties": {"id": {"type": "string"}, "share": {"type": ["number", "null"], "description": "ü <b>"}},
    "required": ["id"],
}
TOOL = {"type": "function", "function": {"name": "look_up", "description": "Looks up.", "parameters": PARAMETERS}}
ARGUMENTS = {"id": 'é "\\\n😀', "ok": True, "none": None, "n": 5, "share": 0.5, "list": ["x", 1], "map": {"k": "v"}}


def call(arguments: dict) -> dict:
    return {"type": "function", "function": {"name": "look_up", "arguments": arguments}}


SYSTEM = {"role": "system", "content": "Be brief."}
USER = {"role": "user", "content": "Question <1>\n"}
PLANNED = {"role": "assistant", "content": "<plan>\nLook.\n</plan>", "tool_calls": [call(ARGUMENTS)]}
ANSWER = {"role": "tool", "name": "look_up", "content": 'An "answer" & <b>.\n{"a": 1}'}
LAST = {"role": "assistant", "content": "<recommend>\n[1]\n</recommend>"}
CONVERSATIONS = {
    "plan": [SYSTEM, USER, {**PLANNED, "tool_calls": [call({"id": "7"})]}, {**ANSWER, "content": "One."}, LAST],
    "call": [SYSTEM, USER, {**PLANNED, "content": "", "tool_calls": [call({"id": "7"})]}, {**ANSWER, "content": "One."}, LAST],
    "all": [SYSTEM, USER, PLANNED, ANSWER, {**PLANNED, "tool_calls": [call({"id": "8"})]}, ANSWER, LAST],
    "thread": [USER, LAST, USER, {**LAST, "content": " Text\n"}],
    "question": [SYSTEM, USER, LAST],
}
LLAMA = ["answer_quoted"]
GEMMA = ["prompt_differs", "text_moved", "turn_not_extended"]
GPT = ["answer_quoted", "prints_date", "prompt_differs", "text_lost", "turn_not_extended"]
EXPECTED = {
    "qwen3-2507": {"plan": [], "call": [], "all": [], "thread": [], "question": []},
    "qwen3.5": {"plan": [], "call": [], "all": ["call_changed"], "thread": ["prompt_differs", "text_trimmed"], "question": []},
    "qwen3.6": {"plan": [], "call": [], "all": [], "thread": ["prompt_differs", "text_trimmed"], "question": []},
    "llama-3.1": {"plan": [*LLAMA, "text_lost"], "call": LLAMA, "all": [*LLAMA, "text_lost"], "thread": ["text_trimmed"], "question": []},
    "gemma-4": {"plan": GEMMA, "call": [], "all": GEMMA, "thread": ["text_trimmed"], "question": []},
    "gpt-oss": {
        "plan": GPT,
        "call": ["answer_quoted", "prints_date"],
        "all": GPT,
        "thread": ["prints_date", "turn_not_extended"],
        "question": ["prints_date"],
    },
    "mistral": {"plan": [], "call": [], "all": [], "thread": [], "question": []},
}


class FixedClock:
    """Replaces `datetime` in transformers."""

    @staticmethod
    def now():
        return FIXED_DATE


def outcome_of(render: Callable[[], str]) -> str:
    """Returns the text, or the error that the template raises."""
    try:
        return render()
    except TemplateError as error:
        return f"raises {error}"


def differences(name: str) -> list[str]:
    """Returns the differences of one template, in words."""
    template, found = load_template(name, {}), []
    for label, conversation in CONVERSATIONS.items():
        messages = [to_template(message) for message in with_call_ids(conversation)]
        for count in range(1, len(messages) + 1):
            for is_prompt in (False, True):
                given = {"chat_template": template.text, "add_generation_prompt": is_prompt, **template.variables}
                known = chat_template_utils.render_jinja_template
                expected = outcome_of(lambda: known([messages[:count]], tools=[TOOL], **given)[0][0])
                if outcome_of(lambda: template.render(messages[:count], [TOOL], is_prompt=is_prompt)) != expected:
                    found.append(f"{name}, {label}: other bytes for {count} messages")
        problems = render_row(template, {"messages": conversation, "tools": [TOOL]})["problems"]
        if template.reads_clock:
            problems["prints_date"] = ""
        if sorted(problems) != EXPECTED[name][label]:
            found.append(f"{name}, {label}: expected {EXPECTED[name][label]}, found {problems}")
    return found


def verify() -> dict:
    """Compares all installed templates and returns the result line."""
    started = time.monotonic()
    chat_template_utils.datetime = FixedClock
    compared, missing, found = [], [], []
    for name in SOURCES:
        try:
            found += differences(name)
            compared.append(name)
        except TemplateMissing as error:
            missing.append(f"{name}: {error}")
    for difference in [*found, *missing]:
        print(difference, file=sys.stderr)
    return {
        "trainer": "templates",
        "versions": {package: version(package) for package in ("transformers", "trl", "jinja2")},
        "compared": compared,
        "missing": len(missing),
        "differences": len(found),
        "ok": not found and len(compared) >= 6,
        "seconds": round(time.monotonic() - started, 1),
        "peakGB": peak_gigabytes(),
    }


def main() -> None:
    argparse.ArgumentParser(description=__doc__.splitlines()[0]).parse_args()
    with redirect_stdout(sys.stderr):
        result = verify()
    print(json.dumps(result, ensure_ascii=False))
    sys.exit(0 if result["ok"] else 1)


if __name__ == "__main__":
    main()
