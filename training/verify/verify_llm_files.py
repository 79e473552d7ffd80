"""Compares the files of a trained language model: `verify_llm_files.py STUDENT BASE.gguf ROWS.jsonl IDS.jsonl`.

The GGUF file, read by transformers, has the weights of merged/; they differ from those of the base; the adapter is loadable. Writes the
token ids of the rows, as the training had them, and prints one JSON line.
"""

import json
import sys
from pathlib import Path

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

EIGHT_BITS = 1 / 127  # of the largest value of a block


def main() -> None:
    student, base, rows, target = (Path(name) for name in sys.argv[1:])
    read = lambda folder, **names: AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32, **names).state_dict()
    merged = read(student / "merged")
    written = read(student, gguf_file="student.gguf")
    before = read(base.parent, gguf_file=base.name)
    different = [name for name in merged if (merged[name] - written[name]).abs().max() > EIGHT_BITS * merged[name].abs().max()]
    changed = sum(not torch.equal(merged[name], before[name]) for name in merged)
    tokenizer = AutoTokenizer.from_pretrained(student / "merged")
    with open(target, "w", encoding="utf-8") as file:
        for line in rows.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            ids = tokenizer.encode(row["text"], add_special_tokens=False)
            file.write(json.dumps({"id": row["id"], "ids": ids}) + "\n")
    training = json.loads((student / "training.json").read_text())
    losses = [point["loss"] for point in training["curves"]["validation"]]
    ok = not different and changed > 0 and losses[-1] < losses[0]
    result = {"check": "llm files", "ok": ok, "tensors": len(merged), "different": different, "changed": changed, "losses": losses}
    print(json.dumps(result))
    sys.exit(0 if ok else 1)


if __name__ == "__main__":
    main()
