"""Draw one frame: camera, painters, CPU and GPU surfaces."""
