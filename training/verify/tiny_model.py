"""A Qwen3 small enough to train on any machine, with random weights from a fixed seed."""

from pathlib import Path

import torch
from transformers import PreTrainedTokenizerBase, Qwen3Config, Qwen3ForCausalLM

SEED = 1


def tiny_model(tokenizer: PreTrainedTokenizerBase) -> Qwen3ForCausalLM:
    """Creates a model with 2 layers of size 32 and the whole vocabulary: about 5 million parameters, mostly embeddings."""
    torch.manual_seed(SEED)
    configuration = Qwen3Config(
        vocab_size=len(tokenizer),
        hidden_size=32,
        intermediate_size=64,
        num_hidden_layers=2,
        num_attention_heads=2,
        num_key_value_heads=1,
        head_dim=16,
        tie_word_embeddings=True,
        eos_token_id=tokenizer.eos_token_id,
        pad_token_id=tokenizer.pad_token_id,
    )
    return Qwen3ForCausalLM(configuration)


def save_tiny_model(tokenizer: PreTrainedTokenizerBase, folder: Path) -> Path:
    """Saves model and tokenizer for trainers that load them from a folder."""
    tiny_model(tokenizer).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder
