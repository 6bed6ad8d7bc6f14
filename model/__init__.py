"""Questions in, numbers out; see bundle.py for how a scene asks."""

import os

# Before torch or numpy is loaded. By default their threads wait for each other by spinning: on a machine that also
# draws or encodes, a forward pass then took 20 times as long (measured on two cores; idle, these cost nothing).
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
