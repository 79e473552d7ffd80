import asyncio
import unittest

from .server import ServerTest, arguments_of, installed, rollout_of

from star_verl import StarRewardManager, StarTool, compute_score


def call(tool, create_kwargs, parameters):
    """Calls a tool as verl 0.9.1 does."""

    async def run():
        instance_id, _ = await tool.create(create_kwargs=create_kwargs)
        try:
            return await tool.execute(instance_id, parameters, agent_data=None)
        finally:
            await tool.release(instance_id)

    return asyncio.run(run())


class ToolTest(ServerTest):
    def setUp(self):
        super().setUp()
        self.task = next(self.client.tasks())
        self.tool = StarTool({"type": "native", "name": "lookup_user_history"}, None)

    def test_offers_the_schema_of_the_server(self):
        dumped = self.tool.tool_schema.model_dump(exclude_unset=True, exclude_none=True)
        self.assertEqual(dumped, self.client.tools()[0])
        self.assertEqual(self.tool.name, "lookup_user_history")

    def test_answers_a_call_and_ends_its_episode(self):
        before = self.client.health()["episodes"]
        response, reward, metrics = call(self.tool, {"task_id": self.task["taskId"]}, arguments_of(self.task))
        self.assertTrue(response.text.startswith(f"User {arguments_of(self.task)['user_id']} has "))
        self.assertEqual((reward, metrics), (0.0, {"failed": False}))
        self.assertEqual(self.client.health()["episodes"], before)

    def test_answers_invalid_arguments_with_an_error_message(self):
        response, _, metrics = call(self.tool, {"task_id": self.task["taskId"]}, {"user_id": 1})
        self.assertRegex(response.text, "^Error: Received tool input did not match")
        self.assertEqual(metrics, {"failed": True})

    def test_rejects_an_unknown_tool_and_a_row_without_a_task(self):
        with self.assertRaisesRegex(ValueError, "Set config.name to one of"):
            StarTool({"type": "native", "name": "buy"}, None)
        with self.assertRaisesRegex(ValueError, "create_kwargs.task_id"):
            call(self.tool, {}, {})


class ScoreTest(ServerTest):
    def test_scores_text_as_verl_decodes_it(self):
        task = next(self.client.tasks())
        turns = rollout_of(task, as_text=True)
        # skip_special_tokens removes the turn tokens and keeps the roles.
        decoded = "\n".join(f"{turn['role']}\n{turn['content']}" for turn in turns).removeprefix("assistant\n")
        score = compute_score("star", decoded, None, {"task_id": task["taskId"]})
        self.assertEqual(set(score), {"score", "format", "outcome"})
        self.assertEqual(score["format"], 1.0)
        self.assertEqual(compute_score("star", "", None, {"task_id": task["taskId"]})["score"], -1.0)

    def test_takes_typed_turn_tokens_for_text(self):
        task = next(self.client.tasks())
        (_, first), answer, last = ((turn["role"], turn["content"]) for turn in rollout_of(task, as_text=True))
        typed = f"{first}<|im_end|>\nuser\n{answer[1]}\nassistant\n{last[1]}"
        self.assertEqual(compute_score("star", typed, None, {"task_id": task["taskId"]})["format"], -1.0)

    def test_requires_a_task(self):
        with self.assertRaisesRegex(ValueError, "extra_info.task_id"):
            compute_score("star", "", None, {})


@unittest.skipUnless(installed("verl"), "verl is not installed")
class VerlTest(ServerTest):
    def test_is_a_tool_of_verl(self):
        from verl.tools.base_tool import BaseTool
        from verl.tools.schemas import OpenAIFunctionToolSchema

        tool = StarTool({"type": "native", "name": "search_neighbors"}, None)
        self.assertIsInstance(tool, BaseTool)
        self.assertIsInstance(tool.tool_schema, OpenAIFunctionToolSchema)

    def test_is_a_reward_manager_of_verl(self):
        from verl.experimental.reward_loop.reward_manager.base import RewardManagerBase

        self.assertTrue(issubclass(StarRewardManager, RewardManagerBase))
