"""Tables for Excel: what marks them as UTF-8, and how text that a spreadsheet would compute is kept from it."""

BOM = "\ufeff"  # Excel reads UTF-8 by it
COMPUTED = ("=", "+", "-", "@", "\t", "\r", "'")


def harmless(cell: str) -> str:
    """Mark with an apostrophe what Excel would compute; ``as_written`` gives the cell back."""
    return f"'{cell}" if cell.startswith(COMPUTED) else cell


def as_written(cell: str) -> str:
    """Give a cell back as it was before ``harmless``: without its first apostrophe."""
    return cell.removeprefix("'")
