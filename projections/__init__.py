"""Answers: views folded from the facts of the log, rebuilt from it at any time. No view reads another."""
