import type { ConfigSettings } from "./format.js";
import { SFT, STUDENT_MODEL } from "./hyper-parameters.js";

/** Creates the files for prime-rl's supervised trainer. */
export function verifiersConfig({ maxTokens, hasFile }: ConfigSettings): Record<string, string> {
  if (!hasFile("verifiers/train.parquet")) return {};
  const evaluates = hasFile("verifiers/validation.parquet");
  return {
    "verifiers/sft.toml": `# Supervised fine-tuning with prime-rl. In this folder:
#   uv run --project path/to/prime-rl sft @ sft.toml
# Written after prime-rl's documentation and source (August 2026), not run with prime-rl itself.
# prime-rl counts steps: ${SFT.epochs} epochs are ${SFT.epochs} times the rows of train.parquet divided by ${SFT.batch}. Without max_steps it never ends.
# max_steps =

[ckpt]

[model]
name = "${STUDENT_MODEL}"

[renderer]
name = "custom"
import_path = "star_renderer.py:Qwen3InstructRenderer"

[data]
name = "."
# No row is longer, so nothing is cut off.
seq_len = ${maxTokens}
batch_size = ${SFT.batch}

[optim]
lr = ${SFT.learningRate}
${evaluates ? `\n[val.data]\nname = "."\nsplits = ["validation"]\nseq_len = ${maxTokens}\nbatch_size = ${SFT.batch}\n` : ""}`,
    "verifiers/star_renderer.py": RENDERER,
  };
}

const RENDERER = `"""Qwen3 Instruct-2507 for the package \`renderers\` (written for 0.1.12).

For this model the package selects its renderer of the hybrid Qwen3, which puts an empty thinking block into the last turn. The
model's own template, and so its server, has none.
"""

from renderers.configs import BaseRendererConfig, Qwen3RendererConfig
from renderers.qwen3 import Qwen3Renderer


class Qwen3InstructConfig(BaseRendererConfig):
    """A renderer without settings."""


class Qwen3InstructRenderer(Qwen3Renderer):
    """Renders every turn as it was written."""

    config_class = Qwen3InstructConfig

    def __init__(self, tokenizer, config=None):
        super().__init__(tokenizer, Qwen3RendererConfig())

    def _render_assistant(self, msg, msg_idx, content, last_query_index, is_last, **emit):
        # A text for the reasoning keeps the package from looking for thoughts in the content; a turn before the last question
        # gets no thinking block.
        msg = {**msg, "reasoning_content": ""}
        super()._render_assistant(msg, msg_idx, content, msg_idx, is_last, **emit)
`;
