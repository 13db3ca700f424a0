"""What people may ask for: commands, queries, authority and processes, over ports that the adapters fill."""
