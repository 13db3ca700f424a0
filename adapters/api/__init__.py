"""JSON for front ends: every command and query of the application under ``/api/v1``, described by OpenAPI 3.1."""
