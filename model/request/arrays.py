"""The arrays of a forward pass, by name, with their axes."""

from __future__ import annotations

# The legend of the letters is in transformer.py. embed is rows of W_E: where positions are learned vectors, they are in
# resid_pre from layer 0 on.
ARRAYS: dict[str, str] = {
    "embed": "TD", "resid_pre": "LTD", "attn_in": "LTD", "q": "LHTK", "rot_q": "LHTK", "k": "LGTK", "rot_k": "LGTK",
    "v": "LGTK", "raw_scores": "LHTT", "attn_scores": "LHTT", "pattern": "LHTT", "z": "LHTK", "attn_out": "LTD",
    "resid_mid": "LTD", "mlp_act": "LTM", "mlp_out": "LTD", "resid_post": "LTD", "final_norm": "TD", "logits": "TV",
}  # fmt: skip
# Worked out of these: result is each head's own part of attn_out, W_O z; result_norm is the length of each.
RESULTS: dict[str, str] = {"result": "LHTD", "result_norm": "LHT"}
# What each of the W writes before a chosen head's layer gives to its queries and keys (answers/score_parts.py).
PARTS: dict[str, str] = {"q_part": "LHTWK", "k_part": "LGTWK"}
DERIVED = RESULTS | PARTS
