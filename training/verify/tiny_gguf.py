"""Writes a GGUF file of a Llama with random weights that is small enough to train anywhere: `tiny_gguf.py SOURCE.gguf TARGET.gguf`.

Tokenizer and metadata are those of the source.
"""

import sys

import gguf
import numpy

SEED = 1
LAYERS, SIZE, INNER, HEADS = 2, 32, 64, 2
OWN_KEYS = {"general.architecture", "general.file_type", "general.quantization_version"}
CHANGED = {
    "llama.block_count": LAYERS,
    "llama.embedding_length": SIZE,
    "llama.feed_forward_length": INNER,
    "llama.attention.head_count": HEADS,
    "llama.attention.head_count_kv": HEADS // 2,
    "llama.rope.dimension_count": SIZE // HEADS,
}


def shapes(vocabulary: int) -> dict[str, tuple[int, ...]]:
    layer = {
        "attn_norm": (SIZE,),
        "attn_q": (SIZE, SIZE),
        "attn_k": (SIZE // 2, SIZE),
        "attn_v": (SIZE // 2, SIZE),
        "attn_output": (SIZE, SIZE),
        "ffn_norm": (SIZE,),
        "ffn_gate": (INNER, SIZE),
        "ffn_up": (INNER, SIZE),
        "ffn_down": (SIZE, INNER),
    }
    layers = {f"blk.{n}.{name}.weight": shape for n in range(LAYERS) for name, shape in layer.items()}
    return {"token_embd.weight": (vocabulary, SIZE), "output_norm.weight": (SIZE,), **layers}


def main() -> None:
    source, target = sys.argv[1:]
    reader = gguf.GGUFReader(source)
    writer = gguf.GGUFWriter(target, "llama")
    for name, field in reader.fields.items():
        if name in OWN_KEYS or name.startswith("GGUF."):
            continue
        kind = field.types[0]
        inner = field.types[-1] if kind == gguf.GGUFValueType.ARRAY else None
        writer.add_key_value(name, CHANGED.get(name, field.contents()), kind, sub_type=inner)
    writer.add_file_type(gguf.LlamaFileType.ALL_F32)
    random = numpy.random.default_rng(SEED)
    vocabulary = len(reader.fields["tokenizer.ggml.tokens"].data)
    for name, shape in shapes(vocabulary).items():
        values = numpy.ones(shape) if len(shape) == 1 else random.normal(0, 0.05, shape)
        writer.add_tensor(name, values.astype(numpy.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


if __name__ == "__main__":
    main()
