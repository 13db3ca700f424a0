"""The demonstration: a whole review year on a fast-forward clock, driven through the HTTP API like any front end."""
