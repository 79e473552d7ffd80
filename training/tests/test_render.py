import json
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path
from unittest.mock import patch

from .server import installed

SCRIPT = Path(__file__).resolve().parent.parent / "star_render.py"

# Small templates, one fault each. A turn is [role]...; the model's own ends with a dot in brackets.
HEAD = "{%- if tools %}[tools]{{ tools | tojson }}{% endif %}"
CALLS = "{%- for call in m.tool_calls or [] %}[call]{{ call.function.name }} {{ call.function.arguments | tojson }}{% endfor %}"
BODY = """{%- for m in messages %}
{%- if m.role == "assistant" %}[assistant]{TURN}[.]
{%- elif m.role == "tool" %}[tool]{ANSWER}[/]
{%- else %}[{{ m.role }}]{{ m.content }}[/]
{%- endif %}
{%- endfor %}
{%- if add_generation_prompt %}[assistant]{% endif %}"""


def template(turn="{{ m.content }}" + CALLS, answer="{{ m.content }}", head=HEAD):
    return head + BODY.replace("{TURN}", turn).replace("{ANSWER}", answer)


TOOL = {"type": "function", "function": {"name": "look", "description": "", "parameters": {}}}


def call(**arguments):
    return {"type": "function", "function": {"name": "look", "arguments": arguments}}


SYSTEM, USER = {"role": "system", "content": "Be brief."}, {"role": "user", "content": "What is 7?"}
PLANNED = {"role": "assistant", "content": "First look.", "tool_calls": [call(id="7", exact=True)]}
ANSWER = {"role": "tool", "name": "look", "content": 'A "prime".'}
LAST = {"role": "assistant", "content": "It is prime."}
WHOLE = [SYSTEM, USER, PLANNED, ANSWER, LAST]


@unittest.skipUnless(installed("jinja2"), "jinja2 is not installed")
class RenderTest(unittest.TestCase):
    def render(self, text, messages=WHOLE, tools=(TOOL,), **row):
        from star_render import render_row
        from star_template import ChatTemplate

        return render_row(ChatTemplate(text, {}), {"messages": messages, "tools": list(tools), **row})

    def trained(self, *given, **row):
        return [segment["text"] for segment in self.render(*given, **row)["segments"] if segment["label"]]

    def problems(self, *given, **row):
        return sorted(self.render(*given, **row)["problems"])

    def test_trains_what_was_sampled(self):
        rendered = self.render(template())
        self.assertEqual(rendered["problems"], {})
        segments = [(segment["label"], segment["text"]) for segment in rendered["segments"]]
        self.assertEqual(
            segments,
            [
                (False, f"[tools]{json.dumps([TOOL])}[system]Be brief.[/][user]What is 7?[/][assistant]"),
                (True, 'First look.[call]look {"id": "7", "exact": true}[.]'),
                (False, '[tool]A "prime".[/][assistant]'),
                (True, "It is prime.[.]"),
            ],
        )

    def test_reads_messages_that_are_context(self):
        self.assertEqual(self.trained(template(), context=4), ["It is prime.[.]"])

    def test_does_not_train_white_space_after_the_end(self):
        self.assertEqual(self.trained(template().replace("[.]", "[.]{{ '\\n' }}"))[-1], "It is prime.[.]")

    def test_renders_both_sides_of_a_pair(self):
        other = {**LAST, "content": "It is even."}
        row = {"prompt": WHOLE[:4], "chosen": [LAST], "rejected": [other], "tools": [TOOL]}
        rendered = self.render(template(), **row)
        self.assertEqual([rendered[side][-1]["text"] for side in ("chosen", "rejected")], ["It is prime.[.]", "It is even.[.]"])
        self.assertEqual([segment["label"] for segment in rendered["chosen"]], [False, True])

    def test_names_what_a_template_loses(self):
        cases = {
            "text_lost": template(turn="{% if not m.tool_calls %}{{ m.content }}{% endif %}" + CALLS),
            "text_moved": template(turn=CALLS + "{{ m.content }}"),
            "call_lost": template(turn="{{ m.content }}"),
            "call_changed": template(
                turn="{{ m.content }}{% for c in m.tool_calls or [] %}look{% for k, v in c.function.arguments.items() %} {{ k }}={{ v }}{% endfor %}{% endfor %}"
            ),
            "answer_lost": template(answer=""),
            "answer_quoted": template(answer="{{ m.content | tojson }}"),
            "tools_lost": template(head=""),
            "prompt_changed": template().replace('{%- else %}[{{ m.role }}]{{ m.content }}', '{%- else %}[{{ m.role }}]{{ m.content | upper }}'),
            "no_end": template().replace("[.]", ""),
        }
        for kind, text in cases.items():
            with self.subTest(kind):
                self.assertEqual(self.problems(text), [kind])

    def test_places_a_problem(self):
        found = self.render(template(answer="{{ m.content | tojson }}"))["problems"]
        self.assertEqual(found, {"answer_quoted": 'message 3: A "prime".'})

    def test_reports_trimmed_text_where_there_is_some(self):
        trimming = template(turn="{{ m.content | trim }}" + CALLS)
        self.assertEqual(self.problems(trimming), [])
        self.assertEqual(self.problems(trimming, [USER, {**LAST, "content": "It is prime.\n"}]), ["text_trimmed"])

    def test_does_not_train_a_turn_after_another_prompt(self):
        thinking = template().replace("_prompt %}[assistant]", "_prompt %}[assistant]<think>")
        self.assertEqual(self.trained(thinking), [])
        self.assertEqual(self.problems(thinking), ["prompt_differs"])

    def test_does_not_train_a_turn_that_changes_later(self):
        ends_the_last = template().replace("[.]", "{% if loop.last %}[end]{% else %}[.]{% endif %}")
        self.assertEqual(self.trained(ends_the_last), ["It is prime.[end]"])
        self.assertEqual(self.problems(ends_the_last), ["turn_not_extended"])

    def test_reports_thinking_that_was_not_sampled(self):
        self.assertEqual(self.problems(template(turn="<think></think>{{ m.content }}" + CALLS)), ["thinking_added"])

    def test_reports_a_template_that_fails(self):
        strict = template(head="{% if messages[0].role == 'system' %}{{ raise_exception('No system.') }}{% endif %}" + HEAD)
        rendered = self.render(strict)
        self.assertIsNone(rendered["segments"])
        self.assertEqual(rendered["problems"], {"template_fails": "TemplateError: No system."})
        self.assertEqual(self.problems(strict, WHOLE[1:]), [])

    def test_has_the_environment_of_transformers(self):
        text = (
            "{%- for m in messages %}{% if loop.index0 == 1 %}{% continue %}{% endif %}{{ m.content | tojson }}{% endfor %}"
            "{% generation %}\n{{ 'é<' | tojson }}{% endgeneration %}{{ strftime_now('%Y-%m-%d') }}"
        )
        from star_template import ChatTemplate

        chat = ChatTemplate(text, {})
        self.assertEqual(chat.render([SYSTEM, USER], None), '"Be brief.""é<"2026-01-01')
        self.assertTrue(chat.reads_clock)
        with self.assertRaises(Exception):
            ChatTemplate("{{ messages.append(1) }}", {}).render([], None)  # the sandbox

    def test_numbers_calls_with_nine_characters(self):
        text = template(turn="{{ m.content }}" + CALLS.replace("[call]", "[call]{{ call.id }} "), answer="{{ m.tool_call_id }} {{ m.content }}")
        segments = self.render(text)["segments"]
        self.assertIn("[call]call00000 look", segments[1]["text"])
        self.assertIn("[tool]call00000 A", segments[2]["text"])


@unittest.skipUnless(installed("jinja2"), "jinja2 is not installed")
class LoadTest(unittest.TestCase):
    def load(self, name, **arguments):
        from star_template import load_template

        return load_template(name, arguments)

    def missing(self, name):
        from star_template import TemplateMissing

        with self.assertRaises(TemplateMissing) as caught:
            self.load(name)
        return f"{caught.exception} {caught.exception.remedy}"

    def test_reads_files(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder)
            configuration = {"chat_template": "{{ bos_token }}!{{ x }}", "bos_token": {"content": "<s>"}}
            (path / "tokenizer_config.json").write_text(json.dumps(configuration))
            (path / "chat_template.jinja").write_text("{{ bos_token }}?")
            self.assertEqual(self.load(str(path / "tokenizer_config.json"), x=1).render([], None), "<s>!1")
            self.assertEqual(self.load(str(path / "chat_template.jinja")).render([], None), "<s>?")

    def test_says_how_to_get_a_template(self):
        self.assertRegex(self.missing("phi-4"), "No package contains .* phi-4.* chat_template.jinja .* microsoft/phi-4")
        self.assertRegex(self.missing("qwen9"), "'qwen9' is neither a known template nor a readable file.*qwen3.6")
        with patch("star_template.distribution", side_effect=__import__("importlib.metadata").metadata.PackageNotFoundError):
            self.assertRegex(self.missing("qwen3.6"), "package trl, which is not installed. .*pip install --no-deps trl==1.16.0")

    def test_rejects_another_version_of_a_template(self):
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "other.jinja"
            file.write_text("other")
            found = unittest.mock.Mock(version="9.9", locate_file=lambda path: file)
            with patch("star_template.distribution", return_value=found):
                self.assertRegex(self.missing("qwen3.6"), "trl 9.9 has another template qwen3.6 than version 1.16.0")


@unittest.skipUnless(installed("jinja2"), "jinja2 is not installed")
class ScriptTest(unittest.TestCase):
    def run_script(self, *arguments, rows=()):
        lines = "".join(f"{json.dumps(row)}\n" for row in rows)
        command = [sys.executable, "-B", SCRIPT, *arguments]
        done = subprocess.run(command, input=lines, capture_output=True, encoding="utf-8", check=True)
        return [json.loads(line) for line in done.stdout.split("\n") if line]

    def test_renders_lines(self):
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "t.jinja"
            file.write_text(template(head="{{ note }}"))
            row = {"messages": [{**USER, "content": "\ud800 é"}, LAST]}
            head, rendered = self.run_script("--template", str(file), "--arguments", '{"note": "n"}', rows=[row])
            self.assertEqual(set(head["template"]), {"sha256", "variables", "text"})
            self.assertEqual(rendered["segments"][0]["text"], "n[user]\ud800 é[/][assistant]")

    def test_reports_a_missing_template(self):
        (found,) = self.run_script("--template", "phi-4")
        self.assertEqual(set(found["error"]), {"problem", "remedy"})
