"""The SQL of this adapter, as static text: named queries and numbered migrations."""
