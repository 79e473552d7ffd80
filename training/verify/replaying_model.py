"""A tiny Qwen3 that replays known conversations, so that a rollout calls tools although the weights are random.

A model with random weights never samples a tool call. Half of each batch therefore continues a known conversation for as
long as the tokens so far are equal to that conversation; the rest is sampled. A tool answer that differs by one token
ends the replay.
"""

import torch
from transformers import Qwen3ForCausalLM

SAMPLED_TOKENS = 16


class ReplayingModel(Qwen3ForCausalLM):
    """`conversations` are token ids of whole conversations; `conversation_prompts` are those of their prompts."""

    conversations: tuple[tuple[int, ...], ...] = ()
    conversation_prompts: frozenset[tuple[int, ...]] = frozenset()

    def next_turn(self, prefix: tuple[int, ...]) -> tuple[int, ...] | None:
        """Returns the next turn of the known conversation with this prefix, including its end token."""
        for whole in self.conversations:
            if whole[: len(prefix)] == prefix and len(whole) > len(prefix):
                end = whole.index(self.config.eos_token_id, len(prefix))
                return whole[len(prefix) : end + 1]
        return None

    def replay(self, index: int, prefix: tuple[int, ...]) -> tuple[int, ...] | None:
        """Returns the turn to replay in row `index`. After the prompt only every other row is replayed."""
        return None if prefix in self.conversation_prompts and index % 2 else self.next_turn(prefix)

    def sample(self, input_ids, attention_mask, generation_config, rest) -> list[list[int]]:
        """Samples a few tokens for each row."""
        generation_config.max_new_tokens = SAMPLED_TOKENS
        inputs = {"input_ids": input_ids, "attention_mask": attention_mask, "generation_config": generation_config}
        return super().generate(**inputs, **rest)[:, input_ids.size(1) :].tolist()

    def generate(self, input_ids, attention_mask, generation_config, **rest):
        """Continues all rows of a left-padded batch. The result is padded on the right, as in transformers."""
        prefixes = [tuple(row[mask].tolist()) for row, mask in zip(input_ids, attention_mask.bool(), strict=True)]
        turns = [self.replay(index, row) for index, row in enumerate(prefixes)]
        open_rows = [index for index, turn in enumerate(turns) if turn is None]
        if open_rows:
            sampled = self.sample(input_ids[open_rows], attention_mask[open_rows], generation_config, rest)
            for index, turn in zip(open_rows, sampled, strict=True):
                turns[index] = turn
        longest = max(map(len, turns))
        padded = [[*turn, *[self.config.pad_token_id] * (longest - len(turn))] for turn in turns]
        return torch.cat([input_ids, torch.tensor(padded)], dim=1)
