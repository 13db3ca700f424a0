"""Webhooks towards the world: the carrier of messages, and the key that is kept beside the database."""
