"""Adapters: where the house meets technology; each one fills a port of the application or serves a protocol."""
