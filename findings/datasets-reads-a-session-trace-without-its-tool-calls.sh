#!/usr/bin/env bash
# Library: datasets 5.2.0 with teich 0.3.6, and the Hugging Face Hub's session trace format.
# Expected: load_dataset of a session trace gives its messages with their tool calls and reasoning, and its tools.
# Happens: datasets takes the file for a session of the Pi agent, because the lines have the same types. The tool calls and
#   the reasoning are dropped, the tool's answer stays, and the column `tools` lists tools of Pi that nobody offered.
# Seen: 2026-11.
# Why it matters here: session traces are for the Hub's viewer. Trained on, they teach answers without calls.
# Documentation: the Hub documents the format for its viewer; that load_dataset reads it as another one is not documented.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -q datasets==5.2.0 teich==0.3.6 pyarrow==26.0.1 pandas==3.1.1 numpy==2.3.5

cat >trace.jsonl <<'JSONL'
{"type":"session","harness":"my-agent","id":"s1"}
{"type":"message","message":{"role":"user","content":"What time is it?"}}
{"type":"message","message":{"role":"assistant","content":"I look.","reasoningContent":"A clock.","toolCalls":[{"id":"t1","function":{"name":"get_time","arguments":"{}"}}]}}
{"type":"message","message":{"role":"tool","toolCallId":"t1","content":"15:00"}}
{"type":"message","message":{"role":"assistant","content":"It is 15:00."}}
JSONL
cat >see.py <<'PY'
import os, sys

os.environ.update(HF_HUB_OFFLINE="1", HF_DATASETS_CACHE="cache")
from datasets import disable_progress_bars, load_dataset

disable_progress_bars()
row = load_dataset("json", data_files="trace.jsonl", split="train")[0]
tools = [tool["function"]["name"] for tool in row["tools"]]
print("taken for:", row["harness"])
print("messages:", row["messages"])
print("tools:", tools)
calls = [message for message in row["messages"] if message.get("tool_calls")]
if calls or row["harness"] != "pi" or "bash" not in tools or "get_time" in tools:
    sys.exit("changed: the calls are kept, or the tools are the trace's own")
PY
venv/bin/python see.py
echo "as described: the call is gone, and tools were added"
