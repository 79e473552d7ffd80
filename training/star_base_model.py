"""The model that `star_sft.py` trains: read from a folder or a GGUF file, and written as safetensors and GGUF."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

TURN_TOKENS = ("<|im_start|>", "<|im_end|>")


class Refusal(Exception):
    """What cannot be done, and what to do about it."""

    def __init__(self, problem: str, remedy: str):
        super().__init__(problem)
        self.remedy = remedy


@dataclass
class BaseModel:
    """A model before training."""

    model: Any
    tokenizer: Any
    template: str
    parameters: int
    # The file that the model was read from; None for a folder.
    gguf: Path | None


def load_base(path: str, template: str) -> BaseModel:
    """Reads a model. Weights of a GGUF file are dequantized."""
    source = Path(path)
    is_file = source.suffix == ".gguf"
    folder = str(source.parent if is_file else source)
    names = {"gguf_file": source.name} if is_file else {}
    tokenizer = AutoTokenizer.from_pretrained(folder, **names)
    missing = [token for token in TURN_TOKENS if len(tokenizer.encode(token, add_special_tokens=False)) != 1]
    if any(token in template for token in TURN_TOKENS) and missing:
        raise Refusal(
            f"The tokenizer of {source.name} has no token {' and '.join(missing)}, which the template of the rows uses.",
            "Pass the chat template of the base model with --student-template.",
        )
    model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32, **names)
    # transformers keeps calling the model quantized, and refuses to save or train it.
    model.hf_quantizer = None
    for name in ("quantization_method", "is_quantized"):
        if hasattr(model, name):
            setattr(model, name, None)
    if hasattr(model.config, "quantization_config"):
        del model.config.quantization_config
    tokenizer.chat_template = template
    if tokenizer.pad_token is None:
        tokenizer.pad_token = tokenizer.eos_token
    parameters = sum(weight.numel() for weight in model.parameters())
    return BaseModel(model, tokenizer, template, parameters, source if is_file else None)


def save_merged(base: BaseModel, trained: Any, out: Path, settings: dict[str, Any]) -> list[str]:
    """Writes the adapter, the merged weights with tokenizer and template, and a GGUF file if the base was one. Returns their names."""
    written = []
    if not settings["full"]:
        trained.save_pretrained(str(out / "adapter"))
        written.append("adapter")
        trained = trained.merge_and_unload()
    # Generation settings of a GGUF file can contradict one another, and servers have their own.
    trained.save_pretrained(str(out / "merged"))
    base.tokenizer.save_pretrained(str(out / "merged"))
    written.append("merged")
    if base.gguf is not None:
        write_gguf(base, trained, out / "student.gguf")
        written.append("student.gguf")
    return written


# Values that GGUFWriter writes itself, or that describe other tensors.
OWN_KEYS = {"general.architecture", "general.file_type", "general.quantization_version", "tokenizer.chat_template"}


def write_gguf(base: BaseModel, model: Any, path: Path) -> None:
    """Writes a model with 8-bit weights, with the metadata and tokenizer of the GGUF file that it was read from.

    Those of norms, and of rows that are no multiple of a block, are 32-bit and 16-bit floats.
    """
    import gguf

    reader = gguf.GGUFReader(base.gguf)
    architecture = reader.fields["general.architecture"].contents()
    # Written under another name first, so that a file with the right name is whole.
    part = path.with_suffix(".part")
    writer = gguf.GGUFWriter(part, architecture)
    for name, field in reader.fields.items():
        if name in OWN_KEYS or name.startswith("GGUF."):
            continue
        kind = field.types[0]
        inner = field.types[-1] if kind == gguf.GGUFValueType.ARRAY else None
        writer.add_key_value(name, field.contents(), kind, sub_type=inner)
    writer.add_string("tokenizer.chat_template", base.template)
    writer.add_file_type(gguf.LlamaFileType.MOSTLY_Q8_0)
    writer.add_quantization_version(gguf.GGML_QUANT_VERSION)
    eight_bit = gguf.GGMLQuantizationType.Q8_0
    state = model.state_dict()
    config = model.config
    for tensor in reader.tensors:
        values = state[hugging_face_name(tensor.name)]
        heads = {"attn_q": config.num_attention_heads, "attn_k": config.num_key_value_heads}
        kind = tensor.name.split(".")[-2]
        if architecture == "llama" and kind in heads:
            values = interleave(values, heads[kind])
        array = values.detach().to(torch.float32).cpu().numpy()
        if array.ndim > 1 and array.shape[-1] % gguf.GGML_QUANT_SIZES[eight_bit][0] == 0:
            writer.add_tensor(tensor.name, gguf.quants.quantize(array, eight_bit), raw_dtype=eight_bit)
        else:
            writer.add_tensor(tensor.name, array.astype("float16") if array.ndim > 1 else array)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    part.replace(path)


NAMES = {
    "token_embd": "model.embed_tokens",
    "output_norm": "model.norm",
    "output": "lm_head",
}
LAYER_NAMES = {
    "attn_norm": "input_layernorm",
    "attn_q": "self_attn.q_proj",
    "attn_k": "self_attn.k_proj",
    "attn_v": "self_attn.v_proj",
    "attn_output": "self_attn.o_proj",
    "ffn_norm": "post_attention_layernorm",
    "ffn_gate": "mlp.gate_proj",
    "ffn_up": "mlp.up_proj",
    "ffn_down": "mlp.down_proj",
    "attn_q_norm": "self_attn.q_norm",
    "attn_k_norm": "self_attn.k_norm",
}


def hugging_face_name(name: str) -> str:
    """`blk.3.attn_q.weight` is `model.layers.3.self_attn.q_proj.weight`."""
    layer = re.fullmatch(r"blk\.(\d+)\.(\w+)\.(weight|bias)", name)
    if layer and layer[2] in LAYER_NAMES:
        return f"model.layers.{layer[1]}.{LAYER_NAMES[layer[2]]}.{layer[3]}"
    kind, _, part = name.rpartition(".")
    if kind in NAMES:
        return f"{NAMES[kind]}.{part}"
    raise Refusal(f"The tensor {name} of the base model is unknown.", "Convert merged/ with llama.cpp's convert_hf_to_gguf.py.")


def interleave(values: torch.Tensor, heads: int) -> torch.Tensor:
    """The order of rows in which llama.cpp rotates positions: pairs side by side, where transformers has two halves."""
    size = values.shape[0] // heads // 2
    return values.reshape(heads, 2, size, *values.shape[1:]).swapaxes(1, 2).reshape(values.shape)
