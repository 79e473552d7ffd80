"""A tiny Qwen3 that replays known conversations, so that a rollout calls tools although the weights are random.

Sampling from random weights never writes a tool call. Half of each batch therefore goes on as a known conversation does,
for as long as what has been said so far is that conversation to the last token; the rest is sampled. A tool whose answer
differs by one token ends the replay.
"""

import torch
from transformers import Qwen3ForCausalLM

SAMPLED_TOKENS = 16


class ReplayingModel(Qwen3ForCausalLM):
    """`conversations` are token ids of whole conversations; `openings` are those of their prompts."""

    conversations: tuple[tuple[int, ...], ...] = ()
    openings: frozenset[tuple[int, ...]] = frozenset()

    def next_turn(self, said: tuple[int, ...]) -> tuple[int, ...] | None:
        """The turn that follows in a known conversation, with its end token."""
        for whole in self.conversations:
            if whole[: len(said)] == said and len(whole) > len(said):
                end = whole.index(self.config.eos_token_id, len(said))
                return whole[len(said) : end + 1]
        return None

    def replay(self, index: int, said: tuple[int, ...]) -> tuple[int, ...] | None:
        """The turn to replay in row `index`: at the opening only in every other row, so that the rest is sampled."""
        return None if said in self.openings and index % 2 else self.next_turn(said)

    def sample(self, input_ids, attention_mask, generation_config, rest) -> list[list[int]]:
        """A few tokens for each row, from the weights."""
        generation_config.max_new_tokens = SAMPLED_TOKENS
        inputs = {"input_ids": input_ids, "attention_mask": attention_mask, "generation_config": generation_config}
        return super().generate(**inputs, **rest)[:, input_ids.size(1) :].tolist()

    def generate(self, input_ids, attention_mask, generation_config, **rest):
        """Continues every row of a left-padded batch; answers as transformers does, padded on the right."""
        said = [tuple(row[mask].tolist()) for row, mask in zip(input_ids, attention_mask.bool(), strict=True)]
        turns = [self.replay(index, row) for index, row in enumerate(said)]
        open_rows = [index for index, turn in enumerate(turns) if turn is None]
        if open_rows:
            sampled = self.sample(input_ids[open_rows], attention_mask[open_rows], generation_config, rest)
            for index, turn in zip(open_rows, sampled, strict=True):
                turns[index] = turn
        longest = max(map(len, turns))
        filled = [[*turn, *[self.config.pad_token_id] * (longest - len(turn))] for turn in turns]
        return torch.cat([input_ids, torch.tensor(filled)], dim=1)
