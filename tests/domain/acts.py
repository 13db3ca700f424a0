"""Acts drawn at random: method calls that print themselves, for the replay properties."""

from operator import methodcaller

from hypothesis import strategies as st


def act(name: str, *arguments: st.SearchStrategy[object]) -> st.SearchStrategy[methodcaller]:
    """Draw calls of one method with drawn arguments."""
    return st.builds(methodcaller, st.just(name), *arguments)
