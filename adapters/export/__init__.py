"""The export: a part of the record, or all of it, with everything that is needed to check it without us."""
