"""Signing: the private key of the record, in a file that its owner alone can read."""
