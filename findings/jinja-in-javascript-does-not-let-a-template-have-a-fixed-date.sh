#!/usr/bin/env bash
# Library: @huggingface/jinja 0.5.11; Jinja2 3.1.6 for comparison.
# Expected: a caller gives `strftime_now` in the context to fix the date that templates write, as in Python.
# Happens: the engine puts its own `strftime_now` and `raise_exception` into the scope first, and a context that has one
#   of these names is refused: "Variable already declared". The date is always the machine's. Other names that the engine
#   gives, `range` among them, cannot be given either.
# Seen: 2026-11.
# Why it matters here: templates that write today's date (gpt-oss, Llama 3.x, SmolLM3) make other bytes every day, so
#   golden files and hashes of rendered rows expire at midnight. Only a template that reads a variable such as
#   `date_string` first can be fixed; for others the clock of the process has to be replaced.
# Documentation: none found.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >npm.log
npm i --no-audit --no-fund --silent @huggingface/jinja@0.5.11 >>npm.log
python3 -m venv venv
venv/bin/pip install -q jinja2==3.1.6

cat >see.mjs <<'JS'
import { Template } from "@huggingface/jinja";

const template = new Template("Current date: {{ strftime_now('%Y-%m-%d') }}");
const render = (context) => {
  try {
    return template.render(context);
  } catch (error) {
    return `${error.name}: ${error.message}`;
  }
};
const [own, fixed] = [render({}), render({ strftime_now: () => "2026-01-01" })];
console.log("JavaScript without a function:", own);
console.log("JavaScript with a fixed one:  ", fixed);
if (!/^Current date: \d{4}-\d\d-\d\d$/.test(own) || !fixed.includes("Variable already declared: strftime_now")) {
  console.error("changed: the date can be fixed, or is no longer written");
  process.exit(1);
}
JS
node see.mjs
venv/bin/python - <<'PY'
import sys
from jinja2.sandbox import ImmutableSandboxedEnvironment

environment = ImmutableSandboxedEnvironment()
environment.globals["strftime_now"] = lambda form: "today"
text = environment.from_string("Current date: {{ strftime_now('%Y-%m-%d') }}").render(strftime_now=lambda form: "2026-01-01")
print("Python with a fixed one:      ", text)
if text != "Current date: 2026-01-01":
    sys.exit("changed: Python does not take the fixed date")
PY
echo "as described: JavaScript refuses the fixed date, Python takes it"
