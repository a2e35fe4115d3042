"""Why a command is not carried out, in words that a coordinator understands."""


class Refusal(Exception):
    """`message` is an English sentence with {placeholders}; the edges translate it, then fill it in."""

    def __init__(self, code: str, message: str, **params: object) -> None:
        super().__init__(message.format(**params))
        self.code = code
        self.message = message
        self.params = params
