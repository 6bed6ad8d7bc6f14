"""Run a model, answer what scenes need, verify the numbers; start at ``answers/bundle.py``."""

import os

if __name__ == "model":
    raise ImportError("Write `from attention_scenes.model…` in place of `from model…`: the name is a common one.")

# Before torch or numpy is loaded. By default their threads wait for each other by spinning: on a machine that also
# draws or encodes, a forward pass then took 20 times as long (measured on two cores; idle, these cost nothing).
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
