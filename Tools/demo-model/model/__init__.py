"""Compact Qwen2-VL with the parameter names of transformers, and what trains it."""
