"""Choices: what to strengthen, what to enter, with which weights and thresholds."""
