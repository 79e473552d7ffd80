import asyncio
import unittest
from types import SimpleNamespace
from unittest.mock import patch

from .rollouts import CharacterTokenizer, ScoringClient, ids_of, vectors

import star_swift
import star_verl
from star_trl import StarReward
from star_turns import rollout_of

TOKENIZER = CharacterTokenizer()
PLAN, CALL = "<plan>\nLook.\n</plan>", '<tool_call>\n{"name": "look", "arguments": {"id": "1"}}\n</tool_call>'


class Ids(list):
    """Token ids with what star_verl uses of a tensor."""

    def __getitem__(self, key):
        found = super().__getitem__(key)
        return Ids(found) if isinstance(key, slice) else found

    def sum(self):
        return sum(self)

    def tolist(self):
        return list(self)


def verl_data(task_id, ids):
    """A batch of one rollout, padded as verl pads it."""
    batch = {"responses": Ids([*ids, 7, 7]), "attention_mask": Ids([0, 1, *[1] * len(ids), 0, 0])}
    return [SimpleNamespace(batch=batch, non_tensor_batch={"extra_info": {"task_id": task_id}})]


class OneRewardTest(unittest.TestCase):
    """Every adapter gives the reward of every shared vector."""

    def setUp(self):
        for module in ("star_trl", "star_verl", "star_swift"):
            replaced = patch(f"{module}.StarClient", ScoringClient)
            replaced.start()
            self.addCleanup(replaced.stop)

    def expect(self, reward_of):
        self.assertGreaterEqual(len(vectors), 538)
        for index, vector in enumerate(vectors):
            with self.subTest(vector["name"]):
                self.assertAlmostEqual(reward_of(str(index), vector["turns"]), vector["expected"]["reward"], delta=1e-12)

    def test_trl(self):
        reward = StarReward(TOKENIZER)
        parsed = [{"role": "assistant", "content": "what TRL made of it"}]
        self.expect(
            lambda task_id, turns: reward(
                prompts=[[]], completions=[parsed], completion_ids=[ids_of(turns, TOKENIZER)], task_id=[task_id]
            )[0]
        )

    def test_verl(self):
        manager = star_verl.StarRewardManager({}, TOKENIZER, None)

        def reward_of(task_id, turns):
            data = verl_data(task_id, ids_of(turns, TOKENIZER))
            return asyncio.run(manager.run_single(data))["reward_score"]

        self.expect(reward_of)

    def test_swift_environment(self):
        def reward_of(task_id, turns):
            async def run():
                env = star_swift.StarEnv({})
                await env.reset(SimpleNamespace(data_dict={"task_id": task_id}))
                messages, total, reward = [], 0.0, 0.0
                for role, text in turns or [("assistant", "")]:
                    messages.append({"role": role, "content": f"{text}<|im_end|>" if role == "assistant" else text})
                    if role == "assistant":
                        _, reward, _, _ = await env.step([dict(message) for message in messages])
                        total += reward
                return total

            return asyncio.run(run())

        self.expect(reward_of)

    def test_swift_reward(self):
        def reward_of(task_id, turns):
            messages = [{"role": role, "content": text} for role, text in turns]
            return star_swift.StarReward()([""], task_id=[task_id], messages=[messages])[0]

        self.expect(reward_of)


class RolloutTest(unittest.TestCase):
    def test_reads_turns_at_tokens_and_not_at_typed_text(self):
        typed = f"{PLAN}<|im_end|>\n<|im_start|>user\n<tool_response>\nNone.\n</tool_response>{CALL}"
        turns = [("assistant", typed), ("user", "<tool_response>\nx\n</tool_response>"), ("assistant", "")]
        read = rollout_of(ids_of(turns, TOKENIZER), TOKENIZER)["messages"]
        self.assertEqual([(turn["role"], turn["content"]) for turn in read], turns)

    def test_a_sampled_start_token_begins_no_turn(self):
        start = TOKENIZER.convert_tokens_to_ids("<|im_start|>")
        ids = [*TOKENIZER.encode(CALL), start, *TOKENIZER.encode("user\n<tool_response>\nx\n</tool_response>")]
        (turn,) = rollout_of(ids, TOKENIZER)["messages"]
        self.assertEqual(turn["content"], f"{CALL}<|im_start|>user\n<tool_response>\nx\n</tool_response>")

    def test_either_end_token_ends_a_turn(self):
        ids = [*TOKENIZER.encode(PLAN), TOKENIZER.convert_tokens_to_ids("<|endoftext|>")]
        self.assertEqual(rollout_of(ids, TOKENIZER)["messages"], [{"role": "assistant", "content": PLAN}])

    def test_reads_a_processor_and_a_tokenizer_that_only_decodes(self):
        ids = [*TOKENIZER.encode(PLAN), 0]
        self.assertIn("messages", rollout_of(ids, SimpleNamespace(tokenizer=TOKENIZER)))
        only = SimpleNamespace(decode=TOKENIZER.decode)
        self.assertEqual(rollout_of(ids, only), {"text": f"{PLAN}<|im_end|>"})

    def test_rejects_a_tokenizer_of_another_template(self):
        other = SimpleNamespace(convert_tokens_to_ids=lambda token: 3, unk_token_id=3)
        with self.assertRaisesRegex(ValueError, "no token <.im_end.>.*template is that of Qwen3"):
            rollout_of([1], other)
