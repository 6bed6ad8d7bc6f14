"""Peers: the same beats in other libraries, recorded from our scene and played as their users would.

``python -m benchmarks.peers.setup`` makes the environments of those that cannot live in ours.
"""
