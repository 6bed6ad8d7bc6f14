"""Describe needs: traces, weights, probes, interventions."""
