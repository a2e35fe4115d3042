"""One thing that is wrong in a policy file: where, what, and what to do about it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches

from domain.words import N_
from policy.lines import Place

Say = Callable[..., str]  # a sentence with its {placeholders}: a language's Words, or `in_english`


@dataclass(frozen=True)
class Fault:
    """`what` and `remedy` are sentences for the catalogues; `line` is 0 where the file cannot be read at all."""

    place: Place
    what: str
    remedy: str
    params: dict[str, object] = field(default_factory=dict)
    line: int = 0

    def told(self, file: str, say: Say) -> str:
        """file:line: place: what is wrong. The remedy."""
        return f"{self.at(file)}: {self.what_and_remedy(say)}"

    def what_and_remedy(self, say: Say) -> str:
        where = f"{self._place}: " if self._place else ""
        return f"{where}{say(self.what, **self.params)} {say(self.remedy, **self.params)}"

    def at(self, file: str) -> str:
        return f"{file}:{self.line}" if self.line else file

    @property
    def _place(self) -> str:
        """Names only: which of several is told by the line."""
        return ".".join(part for part in self.place if isinstance(part, str))


def in_english(sentence: str, **params: object) -> str:
    listed = {name: ", ".join(v) if isinstance(v, tuple) else v for name, v in params.items()}
    return sentence.format(**listed)


def unknown(place: Place, what: str, word: str, options: Iterable[str], **params: object) -> Fault:
    """A word that is none of those that there are: most often one of them, misspelt."""
    known = tuple(options)
    params |= {"word": word, "known": known}
    if nearest := get_close_matches(word, known, n=1):
        return Fault(place, what, N_("Did you mean {nearest}?"), params | {"nearest": nearest[0]})
    return Fault(place, what, N_("There are: {known}."), params)
