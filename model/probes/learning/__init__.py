"""What is measured on checkpoints of a training run of our own decoder."""
