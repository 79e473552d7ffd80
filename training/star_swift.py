"""ms-swift: tools and reward of `star serve --environment` for GRPO (ms_swift 4.6.0).

    swift rollout --external_plugins training/star_swift.py --multi_turn_scheduler gym_scheduler --gym_env star ...
    swift rlhf --rlhf_type grpo --external_plugins training/star_swift.py --use_gym_env true ...

The environment then executes the tool calls and returns the reward. For rollouts whose messages are text, such as those of
one turn, the reward can be used alone: `--reward_funcs star`. Rows: {"messages": [system, user], "task_id": ..., "tools": ...};
`rows` creates them.

If ms-swift is not installed, substitutes of its classes keep this file importable.
"""

import asyncio
import json
import re
from typing import Any

from star_environment import StarClient
from star_turns import without_end

try:
    from swift.rewards import ORM, orms
    from swift.rollout import Env, envs
except ImportError:
    orms, envs = {}, {}

    class ORM:
        """Substitute of swift.rewards.ORM."""

        def __init__(self, args: Any = None, **kwargs: Any):
            self.args = args

    class Env:
        """Substitute of swift.rollout.Env."""

        def __init__(self, env_config: Any):
            self.env_config = env_config


CALL = re.compile(r"<tool_call>\n?(.*?)\n?</tool_call>", re.DOTALL)


class StarReward(ORM):
    """The reward: format plus outcome, from -1 to 2."""

    def __call__(
        self, completions: list[str], task_id: list[str], messages: list[list[dict[str, Any]]], **columns: Any
    ) -> list[float]:
        """Scores whole conversations. `completions` is ignored: with tool calls it contains only the last turn."""
        client = StarClient()
        pairs = zip(task_id, messages, strict=True)
        return [float(client.score(task_id=id, messages=_as_text(written))["reward"]) for id, written in pairs]


class StarEnv(Env):
    """The environment of one rollout: answers a turn with a tool call, ends at a turn without one.

    ms-swift sums the rewards of all steps and may stop a rollout at any step. A step's reward is therefore its change of
    the conversation's score: after each step, the sum is the score of the conversation so far.
    """

    def __init__(self, env_config: Any):
        super().__init__(env_config)
        self._client = StarClient()
        self._episode: dict[str, Any] = {}
        self._total = 0.0

    async def reset(self, config: Any) -> tuple[str, dict[str, Any], str]:
        """Starts an episode of the row's task: (user message, empty info, system prompt)."""
        task_id = config.data_dict.get("task_id")
        if task_id is None:
            raise ValueError("The row has no task. Add a column task_id to the dataset.")
        self._episode = await asyncio.to_thread(self._client.start, task_id)
        self._total = 0.0
        system, user = self._episode["messages"]
        return user["content"], {}, system["content"]

    async def step(self, action: list[dict[str, Any]]) -> tuple[str, float, bool, dict[str, Any]]:
        """Returns (the tool's answer, the change of the score, whether the rollout has ended, the score)."""
        messages = _as_text(action)
        score = await asyncio.to_thread(self._client.score, task_id=self._episode["taskId"], messages=messages)
        added = score["reward"] - self._total
        self._total = score["reward"]
        call = _read_call(messages[-1]["content"])
        if call is None:
            return "", added, True, score
        answer = await asyncio.to_thread(self._client.call, self._episode["episodeId"], *call)
        return f"<tool_response>\n{answer['content']}\n</tool_response>", added, False, score

    async def close(self) -> None:
        """Ends the episode."""
        if self._episode:
            await asyncio.to_thread(self._client.end, self._episode["episodeId"])
            self._episode = {}


def _as_text(messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Removes the end tokens that ms-swift decodes into turns."""
    for message in messages:
        if not isinstance(message["content"], str):
            raise ValueError(
                "A turn consists of token ids, which cannot be scored. Use the reward of the environment: --use_gym_env true."
            )
    return [
        {**message, "content": without_end(message["content"])} if message["role"] == "assistant" else message
        for message in messages
    ]


def _read_call(turn: str) -> tuple[str, Any] | None:
    """Returns name and arguments of a turn's call; None without a valid call, as the server's parser does."""
    calls = CALL.findall(turn)
    if len(calls) != 1:
        return None
    try:
        call = json.loads(calls[0])
        return str(call["name"]), call["arguments"]
    except (ValueError, KeyError, TypeError):
        return None


def rows(split: str | None = None) -> list[dict[str, Any]]:
    """Returns the dataset rows of a split."""
    client = StarClient()
    tools = json.dumps(client.tools(split), ensure_ascii=False)
    return [
        {"messages": task["messages"], "task_id": task["taskId"], "tools": tools} for task in client.tasks(split)
    ]


orms["star"] = StarReward
envs["star"] = StarEnv
