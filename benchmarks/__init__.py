"""Measurements against named peers, side by side in one run, with durable commits on."""
