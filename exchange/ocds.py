"""Reads OCDS (Open Contracting Data Standard 1.0, 1.1): release and record packages, and releases alone."""

from collections.abc import Iterator

from domain.facts import ContractFacts, Source
from domain.public_notice import NoticeKind, PublicNotice, Remark
from domain.refusal import Refusal
from domain.words import N_
from exchange.bounds import within_bounds
from exchange.json_values import Node, day, load, node, nodes, text
from exchange.ocds_contracts import FAILED, UNDECIDED, Contracts

MAX_RELEASES = 10_000
_NOT_OCDS = N_("This file is JSON, but holds no OCDS releases. Download a release or record package.")
_NO_OCID = Remark("incomplete", N_("A release without an ocid cannot be told from others."))
_NO_BUYER = Remark("no_buyer", N_("The notice names no buyer. Register its contracts by hand."))
_NO_CONTRACT = Remark("no_contract", N_("The notice announces no concluded contract."))
_PLANNED = Remark("not_an_award", N_("This is a planning notice, not an award notice; import the award."))
_LINKS_ONLY = Remark(
    "links_only", N_("The record only links to its releases. Download them and import those files.")
)
_UNDECIDED = Remark("no_contract", N_("The award is not decided yet. Import it when it is."))
_FAILED = Remark("no_contract", N_("The notice announces no concluded contract: no winner was chosen."))


def read_ocds(content: bytes) -> tuple[PublicNotice, ...]:
    """One notice a release, the oldest first. Raises Refusal for what is no OCDS."""
    releases = list(_releases(load(content)))
    if not releases:
        raise Refusal("not_ocds", _NOT_OCDS)
    if len(releases) > MAX_RELEASES:
        raise Refusal(
            "too_many_parts",
            N_(
                "The file has more parts than any notice has. Download it anew, or register its contracts by hand."
            ),
        )
    return tuple(_notice(release) for release in sorted(releases, key=lambda told: text(told, "date")))


def _releases(told: object) -> Iterator[Node]:
    """Of a record what is compiled is enough; what only links to its releases comes as an empty one."""
    match told:
        case list():
            for each in told:
                yield from _releases(each) if isinstance(each, dict) else ()
        case dict() if "releases" in told:
            yield from nodes(told, "releases")
        case dict() if "records" in told:
            for record in nodes(told, "records"):
                yield from _of_record(record)
        case dict() if "ocid" in told:
            yield told


def _of_record(record: Node) -> Iterator[Node]:
    if compiled := node(record, "compiledRelease"):
        yield compiled
        return
    releases = list(nodes(record, "releases"))
    whole = [each for each in releases if "ocid" in each]
    yield from whole or [{"ocid": record.get("ocid"), "links": releases}]


def _notice(release: Node) -> PublicNotice:
    source = _source(release)
    title = text(node(release, "tender"), "title")
    if not source.procedure_id:
        return PublicNotice(NoticeKind.OTHER, source, title=title, unfit=_NO_OCID)
    if release.keys() == {"ocid", "links"}:
        return PublicNotice(NoticeKind.OTHER, source, title=title, unfit=_LINKS_ONLY)
    kind = _kind(release)
    try:
        with within_bounds(source.procedure_id):
            told = Contracts(release, source)
            contracts = tuple(told.read()) if kind is NoticeKind.AWARD and told.buyers else ()
    except Refusal as refusal:  # the other releases of the package can be right
        unfit = Remark(refusal.code, refusal.message, refusal.params)
        return PublicNotice(kind, source, title=title, unfit=unfit)
    return PublicNotice(
        kind=kind,
        source=source,
        title=title,
        buyers=told.buyers,
        lots=tuple(told.lots.values()),
        contracts=contracts,
        unfit=_unfit(kind, told, contracts),
    )


def _source(release: Node) -> Source:
    return Source(
        kind="ocds",
        notice_id=text(release, "id"),
        notice_version=text(release, "date"),
        procedure_id=text(release, "ocid"),
        dispatched_on=day(release, "date"),
    )


def _kind(release: Node) -> NoticeKind:
    """By what it holds: tags are often left as they were when the release was first published."""
    if any(nodes(release, "contracts")) or any(nodes(release, "awards")):
        return NoticeKind.AWARD
    return NoticeKind.COMPETITION if node(release, "tender") else NoticeKind.OTHER


def _unfit(kind: NoticeKind, told: Contracts, contracts: tuple[ContractFacts, ...]) -> Remark | None:
    if kind is NoticeKind.OTHER:
        return _PLANNED
    if contracts or kind is NoticeKind.COMPETITION:
        return None
    if not told.buyers:
        return _NO_BUYER
    statuses = {text(each, "status") for each in (*told.contracts, *told.awards.values())}
    if statuses <= UNDECIDED:
        return _UNDECIDED
    return _FAILED if statuses <= FAILED else _NO_CONTRACT
