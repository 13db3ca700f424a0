"""Numbered migrations; a file that has run anywhere is never changed again."""
