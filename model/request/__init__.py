"""What a scene needs of a model, as plain data: traces, weights, probes and interventions."""
