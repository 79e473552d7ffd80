"""verl: tools and reward of `star serve --environment` for its tool_agent loop (verl 0.9.1).

The tool YAML, with one entry per tool of the server:

    tools:
      - class_name: star_verl.StarTool
        config: {type: native, name: lookup_user_history}
      - class_name: star_verl.StarTool
        config: {type: native, name: search_neighbors}
      - class_name: star_verl.StarTool
        config: {type: native, name: translate_evidence}

Rows contain their task in extra_info: `task_id` for the reward, and for every tool
`tools_kwargs: {NAME: {create_kwargs: {task_id: ...}}}`. The reward:

    reward.reward_manager.source=importlib
    reward.reward_manager.name=StarRewardManager
    reward.reward_manager.module.path=training/star_verl.py

verl truncates tool answers to 256 characters unless `multi_turn.max_tool_response_length` is raised.

If verl is not installed, substitutes of its classes keep this file importable.
"""

import asyncio
from typing import Any

from star_environment import StarClient
from star_reward import split_decoded
from star_turns import rollout_of

try:
    from pydantic import PrivateAttr
    from verl.experimental.reward_loop.reward_manager.base import RewardManagerBase
    from verl.tools.base_tool import BaseTool
    from verl.tools.schemas import OpenAIFunctionToolSchema, ToolResponse

    class _ServedSchema(OpenAIFunctionToolSchema):
        """The server's complete schema: verl's own class drops unknown fields, which would change the prompt."""

        _definition: dict[str, Any] = PrivateAttr()

        def model_dump(self, **options: Any) -> dict[str, Any]:
            return self._definition

    def _schema(definition: dict[str, Any]) -> OpenAIFunctionToolSchema:
        schema = _ServedSchema.model_validate(definition)
        schema._definition = definition
        return schema

except ImportError:
    from types import SimpleNamespace

    class BaseTool:
        """Substitute of verl.tools.base_tool.BaseTool."""

        def __init__(self, config: dict[str, Any], tool_schema: Any):
            self.config = config
            self.tool_schema = tool_schema or self.get_openai_tool_schema()
            self.name = self.tool_schema.function.name

    class RewardManagerBase:
        """Substitute of verl's RewardManagerBase."""

        def __init__(self, config: Any, tokenizer: Any, compute_score: Any):
            self.config = config
            self.tokenizer = tokenizer
            self.compute_score = compute_score

    class ToolResponse(SimpleNamespace):
        """Substitute of verl's ToolResponse, with the answer in `text`."""

    def _schema(definition: dict[str, Any]) -> Any:
        function = SimpleNamespace(**definition["function"])
        return SimpleNamespace(type="function", function=function, model_dump=lambda **options: definition)


class StarTool(BaseTool):
    """One tool of the server. verl creates, executes and releases an instance for each call."""

    def __init__(self, config: dict[str, Any], tool_schema: Any = None):
        self._client = StarClient(config.get("url"))
        super().__init__(config, tool_schema)

    def get_openai_tool_schema(self) -> Any:
        """Returns the server's schema of the configured tool."""
        definitions = {definition["function"]["name"]: definition for definition in self._client.tools()}
        name = self.config.get("name")
        if name not in definitions:
            raise ValueError(f"The server has no tool {name!r}. Set config.name to one of: {sorted(definitions)}.")
        return _schema(definitions[name])

    async def create(
        self, instance_id: str | None = None, create_kwargs: dict[str, Any] | None = None, **kwargs: Any
    ) -> tuple[str, ToolResponse]:
        """Starts an episode of the row's task; its id is the instance id."""
        task_id = (create_kwargs or kwargs).get("task_id")
        if task_id is None:
            raise ValueError("The row has no task. Set extra_info.tools_kwargs.TOOL.create_kwargs.task_id.")
        episode = await asyncio.to_thread(self._client.start, task_id)
        return episode["episodeId"], ToolResponse()

    async def execute(
        self, instance_id: str, parameters: dict[str, Any], **kwargs: Any
    ) -> tuple[ToolResponse, float, dict[str, Any]]:
        """Returns the tool's answer. The reward of a step is 0; compute_score returns the whole reward."""
        answer = await asyncio.to_thread(self._client.call, instance_id, self.name, parameters)
        return ToolResponse(text=answer["content"]), 0.0, {"failed": answer["status"] == "error"}

    async def calc_reward(self, instance_id: str, **kwargs: Any) -> float:
        return 0.0

    async def release(self, instance_id: str, **kwargs: Any) -> None:
        """Ends the episode."""
        await asyncio.to_thread(self._client.end, instance_id)


class StarRewardManager(RewardManagerBase):
    """verl's reward: {"score", "format", "outcome"} of a rollout. Scores the text of its token ids.

    verl's own managers decode rollouts without turn tokens. Tool answers that the model wrote itself then look like those
    of the environment.
    """

    def __init__(self, config: Any, tokenizer: Any, compute_score: Any = None, **kwargs: Any):
        super().__init__(config, tokenizer, compute_score)
        self._client = StarClient()

    async def run_single(self, data: Any) -> dict[str, Any]:
        """Scores the last sequence of a rollout, as verl's own managers do."""
        item = data[len(data) - 1]
        ids = item.batch["responses"]
        length = int(item.batch["attention_mask"][-len(ids) :].sum())
        task_id = _task_of(item.non_tensor_batch.get("extra_info"))
        rollout = await asyncio.to_thread(rollout_of, ids[:length].tolist(), self.tokenizer)
        score = _to_verl(await asyncio.to_thread(self._client.score, task_id=task_id, **rollout))
        return {"reward_score": score["score"], "reward_extra_info": score}


def compute_score(
    data_source: str,
    solution_str: str,
    ground_truth: Any,
    extra_info: dict[str, Any] | None = None,
    **kwargs: Any,
) -> dict[str, float]:
    """The reward of text that verl decoded without special tokens, for managers other than StarRewardManager.

    A tool answer that the model wrote itself counts as one here. The server has the answer key, so `ground_truth` is ignored.
    """
    score = StarClient().score(task_id=_task_of(extra_info), messages=split_decoded(solution_str))
    return _to_verl(score)


def _task_of(extra_info: dict[str, Any] | None) -> str:
    task_id = (extra_info or {}).get("task_id")
    if task_id is None:
        raise ValueError("The row has no task. Set extra_info.task_id.")
    return task_id


def _to_verl(score: dict[str, Any]) -> dict[str, float]:
    return {"score": float(score["reward"]), "format": float(score["format"]), "outcome": float(score["outcome"])}
