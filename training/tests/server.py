"""Helpers of the tests: the running server, a valid rollout, and whether a trainer is installed."""

import importlib.util
import json
import os
import re
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from star_environment import StarClient  # noqa: E402

URL = os.environ.get("STAR_ENVIRONMENT_URL")


def installed(package: str) -> bool:
    return importlib.util.find_spec(package) is not None


@unittest.skipUnless(URL, "STAR_ENVIRONMENT_URL is not set")
class ServerTest(unittest.TestCase):
    """A test against the server at STAR_ENVIRONMENT_URL."""

    def setUp(self):
        self.client = StarClient()


def arguments_of(task: dict) -> dict:
    """Valid arguments of lookup_user_history for a task."""
    user = re.search(r"^User: (\S+)$", task["messages"][1]["content"], re.MULTILINE)[1]
    return {"user_id": user, "window": "recent", "limit": 5}


def rollout_of(task: dict, answer: str = "Nothing new.", as_text: bool = False) -> list[dict]:
    """A valid rollout: a plan and a call, its answer, a reflection and five candidates."""
    candidates = re.findall(r"^\[(\S+)\]", task["messages"][1]["content"], re.MULTILINE)
    call = {"name": "lookup_user_history", "arguments": arguments_of(task)}
    plan, ranking = "<plan>\nLook back.\n</plan>", json.dumps(candidates[:5])
    last = f"<reflection>\nClear.\n</reflection>\n<recommend>\n{ranking}\n</recommend>"
    if as_text:
        first = f"{plan}\n<tool_call>\n{json.dumps(call)}\n</tool_call>"
        response = {"role": "user", "content": f"<tool_response>\n{answer}\n</tool_response>"}
        return [{"role": "assistant", "content": first}, response, {"role": "assistant", "content": last}]
    return [
        {"role": "assistant", "content": plan, "tool_calls": [{"type": "function", "function": call}]},
        {"role": "tool", "name": call["name"], "content": answer},
        {"role": "assistant", "content": last},
    ]
