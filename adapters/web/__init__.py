"""Pages for people: Japanese, rendered on the server, working without JavaScript, loading nothing from elsewhere."""
