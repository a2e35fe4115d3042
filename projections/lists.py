"""The lists across all contracts, each as row-level security shows it to whoever asks (docs/decisions/0037)."""

from collections.abc import Mapping

from projections.listing import Listing, Typed

TODAY = "(SELECT (installation_now() AT TIME ZONE 'Europe/Stockholm')::date)"


def _days(column: str, name: str) -> Mapping[str, str]:
    """Both included."""
    return {f"{name}_from": f"{column} >= {{}}", f"{name}_to": f"{column} <= {{}}"}


DEADLINES = Listing(
    columns="deadline.contract_id, set_version AS version, contract.number AS contract_number, step, due, outcome,"
    " done_on, reminders, rungs",
    tables="deadline JOIN contract ON contract.id = deadline.contract_id",
    narrowed={
        "contract": "deadline.contract_id = {}",
        "step": "step = {}",
        "outcome": "outcome = {}",
        "department": "EXISTS (SELECT FROM open_step WHERE open_step.contract_id = deadline.contract_id"
        " AND open_step.step = deadline.step AND {} = ANY (open_step.departments))",
        "overdue": f"(done_on IS NULL AND outcome IN ('running', 'missed') AND due < {TODAY}) = {{}}",
        **_days("due", "due"),
    },
    sorts={"due": Typed("due", "date")},
    key=(Typed("deadline.contract_id", "uuid"), Typed("set_version", "integer")),
)

COMMITMENTS = Listing(
    columns="promise.contract_id, contract.number AS contract_number, commitment AS number, form, promise.departments,"
    " supplier, agreed_on, promise.ends_on, promise.places, came_about",
    tables="promise JOIN contract ON contract.id = promise.contract_id",
    narrowed={
        "contract": "promise.contract_id = {}",
        "form": "form = {}",
        "department": "{} = ANY (promise.departments)",
        **_days("agreed_on", "agreed"),
        **_days("promise.ends_on", "ends"),
    },
    sorts={"agreed_on": Typed("agreed_on", "date"), "ends_on": Typed("promise.ends_on", "date")},
    key=(Typed("promise.contract_id", "uuid"), Typed("commitment", "integer")),
)

NOTICES = Listing(
    columns="notice.*, contract.number AS contract_number",
    tables="notice LEFT JOIN contract ON contract.id = notice.contract_id",
    narrowed={
        "contract": "notice.contract_id = {}",
        "recipient": "recipient = {}",
        "kind": "kind = {}",
        "step": "step = {}",
        "unsent": "(sent_at IS NULL) = {}",
    },
    sorts={"queued_at": Typed("queued_at", "timestamptz"), "due": Typed("coalesce(due, 'infinity')", "date")},
    key=(Typed("notice.id", "uuid"),),
)


def _parts(kind: str) -> Listing:
    """The same for all that a contract has several of (projections/parts.py)."""
    return Listing(
        columns="part.contract_id, contract.number AS contract_number, part.number, part.state, on_day, form, told",
        tables=f"contract_part AS part JOIN contract ON contract.id = part.contract_id AND part.kind = '{kind}'",
        narrowed={
            "contract": "part.contract_id = {}",
            "state": "part.state = {}",
            "form": "form = {}",
            **_days("on_day", "day"),
        },
        sorts={"day": Typed("on_day", "date")},
        key=(Typed("part.contract_id", "uuid"), Typed("part.number", "integer")),
    )


DIALOGUES, PLACEMENTS, FOLLOW_UPS = _parts("dialogue"), _parts("placement"), _parts("follow_up")
