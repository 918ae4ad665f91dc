"""Analysis: claims become findings. Never imports Django."""
