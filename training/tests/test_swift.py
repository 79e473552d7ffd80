import asyncio
import json
import unittest
from types import SimpleNamespace

from .server import ServerTest, installed, rollout_of

from star_swift import StarEnv, StarReward, envs, orms, rows


class RewardTest(ServerTest):
    def test_scores_the_whole_conversation(self):
        row = rows()[0]
        written = row["messages"] + rollout_of(row, as_text=True)
        rewards = StarReward()(
            completions=[written[-1]["content"]], task_id=[row["task_id"]], messages=[written], solution=[None]
        )
        self.assertGreaterEqual(rewards[0], 1.0)

    def test_rejects_turns_of_token_ids(self):
        row = rows()[0]
        with self.assertRaisesRegex(ValueError, "--use_gym_env true"):
            StarReward()(["x"], task_id=[row["task_id"]], messages=[[{"role": "assistant", "content": [1, 2]}]])

    def test_is_registered(self):
        self.assertIs(orms["star"], StarReward)
        self.assertIs(envs["star"], StarEnv)


class EnvTest(ServerTest):
    def roll_out(self, turns):
        """Runs steps as GYMScheduler does and returns (observation, reward, done) of each."""

        async def run():
            env = StarEnv({})
            observation, _, system = await env.reset(SimpleNamespace(data_dict=self.row))
            messages = [{"role": "system", "content": system}, {"role": "user", "content": observation}]
            self.assertEqual(messages, self.row["messages"])
            steps = []
            for turn in turns:
                messages.append({"role": "assistant", "content": turn})
                observation, reward, done, _ = await env.step(messages)
                steps.append((observation, reward, done))
                messages.append({"role": "user", "content": observation})
            await env.close()
            await env.close()
            return steps

        return asyncio.run(run())

    def setUp(self):
        super().setUp()
        self.row = rows()[0]
        first, _, last = rollout_of(self.row, as_text=True)
        self.turns = [first["content"], last["content"]]

    def test_answers_a_call_and_rewards_the_last_turn(self):
        before = self.client.health()["episodes"]
        (answer, first_reward, first_done), (observation, last_reward, done) = self.roll_out(self.turns)
        self.assertRegex(answer, r"^<tool_response>\nUser \S+ has ")
        self.assertEqual((first_done, observation, done), (False, "", True))
        self.assertEqual(first_reward, -1)
        self.assertGreaterEqual(first_reward + last_reward, 1)
        self.assertEqual(self.client.health()["episodes"], before)

    def test_ignores_the_end_tokens_of_decoded_turns(self):
        self.turns = [f"{turn}<|im_end|>" for turn in self.turns]
        (_, first_reward, _), (_, last_reward, _) = self.roll_out(self.turns)
        self.assertGreaterEqual(first_reward + last_reward, 1)

    def test_ends_at_a_turn_without_a_valid_call(self):
        broken = ["Done.", "<tool_call>\n{\n</tool_call>", "<tool_call>\n7\n</tool_call>", self.turns[0] * 2]
        for turn in broken:
            with self.subTest(turn=turn):
                self.assertEqual(self.roll_out([turn]), [("", -1.0, True)])

    def test_answers_an_unknown_tool(self):
        turn = f"<tool_call>\n{json.dumps({'name': 'buy', 'arguments': {}})}\n</tool_call>"
        ((answer, _, done),) = self.roll_out([turn])
        self.assertIn('Tool "buy" not found.', answer)
        self.assertFalse(done)

    def test_requires_a_task(self):
        self.row = {}
        with self.assertRaisesRegex(ValueError, "column task_id"):
            self.roll_out([])


@unittest.skipUnless(installed("swift"), "ms-swift is not installed")
class SwiftTest(ServerTest):
    def test_extends_the_classes_of_swift(self):
        from swift.rewards import ORM
        from swift.rollout import Env

        self.assertTrue(issubclass(StarReward, ORM))
        self.assertTrue(issubclass(StarEnv, Env))
