"""All that is wrong, in words; nothing is wrong only if there is something to look at."""

from benchmarks.faults.checker.commands import of_the_notes
from benchmarks.faults.checker.deadlines import of_the_deadlines
from benchmarks.faults.checker.found import Found
from benchmarks.faults.checker.mails import of_the_mails
from benchmarks.faults.checker.streams import of_the_store


def wrongs(found: Found) -> list[str]:
    return [*of_the_store(found), *of_the_notes(found), *of_the_deadlines(found), *of_the_mails(found)]
