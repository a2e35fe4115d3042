"""How the engine does, in plain words: what is wrong, since when it is and what to do; and what waits."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from audit.standing import SealStanding
from domain.words import N_
from language.words import Words
from projections.queues import Waiting
from projections.reading import Row
from watchdog import SENTENCES

SEALED_WITHIN = timedelta(minutes=15)  # it is tried every five minutes
BACKED_UP_WITHIN = timedelta(hours=36)  # the nightly one, and some hours

REMEDIES: Mapping[str, str] = {
    "silent": N_(
        "See that the sweeper and Temporal run: “insats status” on the machine tells which part does not answer."
    ),
    "overdue": N_(
        "The sweep works them off by itself. If the number does not fall within ten minutes, see that worker and "
        "Temporal run."
    ),
    "notices": N_("See that the mail server answers. They are tried again by themselves."),
    "digests": N_("See that the mail server answers. They are tried again by themselves."),
    "nudges": N_("See that Temporal answers. When it does, they are woken by themselves."),
    "unarmed": N_(
        "The sweep gives them one by itself. If the number does not fall, see that the sweeper runs."
    ),
    "troubles": N_("They stand below with their error, and are tried again by themselves, ever more seldom."),
    "breaches": N_(
        "They stand below. Compare the contract's last days with its timeline, and tell whoever looks after Insats."
    ),
}
SILENT_PARTS: Mapping[str, tuple[str, str]] = {
    "keys": (
        N_("The database of the keys does not answer."),
        N_("What people wrote can be neither read nor saved until it does. Start it again."),
    ),
    "temporal": (
        N_("Temporal does not answer."),
        N_("People can go on working. Reminders wait and go out when it answers again. Start it again."),
    ),
    "mail": (
        N_("The mail server does not answer."),
        N_("Mails wait and go out when it answers again. See that its address is right and that it runs."),
    ),
}
QUEUES: Mapping[str, str] = {
    "due": N_("Contracts with something that time is to do now"),
    "notices": N_("Mails on their way"),
    "digests": N_("Daily mails on their way"),
    "nudges": N_("Contracts to be woken in Temporal"),
    "moves": N_("Contracts whose last days a new policy may move"),
}


@dataclass(frozen=True)
class Engine:
    """As it was asked a moment ago. `wrong`: as the watchdog counts it."""

    wrong: Mapping[str, int]
    parts: Mapping[str, bool]
    swept_at: datetime | None
    waiting: Sequence[Waiting]
    held_up: Sequence[Row]
    seals: SealStanding
    unsealed: Row
    backed_up_at: datetime | None
    now: datetime
    versions: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Fault:
    what: str
    remedy: str


def faults(engine: Engine, words: Words) -> Iterator[Fault]:
    for part, (what, remedy) in SILENT_PARTS.items():
        if not engine.parts[part]:
            yield Fault(words(what), words(remedy))
    for kind, number in engine.wrong.items():
        yield Fault(words(SENTENCES[kind], number=number), words(REMEDIES[kind]))
    yield from _of_seals(engine, words)
    if engine.backed_up_at and engine.now - engine.backed_up_at > BACKED_UP_WITHIN:
        what = N_("The newest backup is {number} days old.")
        remedy = N_("See that “insats backup” is run every night, and that the disk has room.")
        yield Fault(words(what, number=(engine.now - engine.backed_up_at).days), words(remedy))


def _of_seals(engine: Engine, words: Words) -> Iterator[Fault]:
    if why := engine.seals.refused:
        what = N_("The sealer refuses to sign: {why}.")
        remedy = N_(
            "Do not make it sign anew: work the record out again under “Audit”, and call whoever looks after Insats."
        )
        yield Fault(words(what, why=why), words(remedy))
    elif engine.unsealed["waits"] and engine.unsealed["waits"] > SEALED_WITHIN:
        what = N_("{number} events have not been sealed.")
        remedy = N_("See that the sealer runs. What it has not sealed it seals when it runs again.")
        yield Fault(words(what, number=engine.unsealed["number"]), words(remedy))
    for anchor in engine.seals.anchors:
        if anchor.error:
            what = N_("The anchor {name} does not answer: {error}")
            remedy = N_(
                "It is tried again with the next seal. See that its address and its password are right."
            )
            yield Fault(words(what, name=anchor.name, error=anchor.error), words(remedy))


def queues(engine: Engine, words: Words) -> list[tuple[str, int, datetime | None]]:
    return [(words(QUEUES[each.what]), each.number, each.oldest) for each in engine.waiting]
