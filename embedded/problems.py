"""The one error of this room."""


class CannotStart(Exception):
    """Says what is wrong, where, and what to do: one line in Swedish, then one in English."""

    def __init__(self, swedish: str, english: str) -> None:
        super().__init__(f"{swedish}\n{english}")
