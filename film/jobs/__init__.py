"""Check render requests, run them in processes."""
