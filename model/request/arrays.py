"""The arrays of a forward pass, by name, with their axes."""

from __future__ import annotations

# The legend of the letters is in transformer.py. embed is rows of W_E: where positions are learned vectors, they are in
# resid_pre from layer 0 on. mlp_gate is what goes into the bend: in an MLP without a gating half mlp_up itself.
ARRAYS: dict[str, str] = {
    "embed": "TD", "resid_pre": "LTD", "attn_in": "LTD", "q": "LHTK", "rot_q": "LHTK", "k": "LGTK", "rot_k": "LGTK",
    "v": "LGTK", "raw_scores": "LHTT", "attn_scores": "LHTT", "pattern": "LHTT", "z": "LHTK", "attn_out": "LTD",
    "resid_mid": "LTD", "mlp_in": "LTD", "mlp_gate": "LTM", "mlp_up": "LTM", "mlp_act": "LTM", "mlp_out": "LTD",
    "resid_post": "LTD", "final_norm": "TD", "logits": "TV",
}  # fmt: skip
# Worked out of these: result is each head's own part of attn_out, W_O z; result_norm is the length of each.
RESULTS: dict[str, str] = {"result": "LHTD", "result_norm": "LHT"}
# The length of each token's vector.
LENGTHS = {f"{name}_norm": "LT" for name, axes in ARRAYS.items() if axes == "LTD"}
# What each of the W writes before a chosen head's layer gives to its queries and keys (answers/score_parts.py).
PARTS: dict[str, str] = {"q_part": "LHTWK", "k_part": "LGTWK"}
# A chosen head's scores were a key 0 to N−1 places before the query, in E ways (decoder/far_scores.py). In one way the
# key is at place START, or where a context is shorter, so near to its end that there is room.
DISTANCES, START = 64, 1_000
MOVED: dict[str, str] = {"far_scores": "LHTTEN"}
DERIVED = RESULTS | LENGTHS | PARTS | MOVED
