"""Who may use which route, said a second time: a route that is not here fails the test until it is given its rule."""

from collections.abc import Mapping

Roles = frozenset[str]
EVERYBODY: Roles = frozenset({"open"})  # signed in or not
SIGNED_IN: Roles = frozenset(
    [
        "coordinator",
        "administrator",
        "reader",
        "auditor",
        "service",
        "other_officer",
        "officer",
        "case",
        "other_case",
        "head",
    ]
)
READERS = SIGNED_IN - {"auditor"}
STAFF = READERS - {"service"}
WORKERS = frozenset({"coordinator", "officer", "other_officer", "case", "other_case"})
REGISTRARS = frozenset({"coordinator", "officer", "other_officer"})
KEEPERS = frozenset({"coordinator", "administrator"})
RUNS = frozenset({"administrator"})

RULES: Mapping[str, Roles] = {
    "GET /healthz": EVERYBODY,
    "GET /readyz": EVERYBODY,
    "POST /api/v1/sessions": EVERYBODY,
    "GET /static/{digest}/{name}": EVERYBODY,
    "GET /": EVERYBODY,
    "GET /logga-in": EVERYBODY,
    "POST /logga-in": EVERYBODY,
    "POST /logga-ut": EVERYBODY,
    "POST /visning": EVERYBODY,
    "GET /api/v1/openapi.json": SIGNED_IN,
    "GET /api/v1/me": SIGNED_IN,
    "GET /api/v1/clock": SIGNED_IN,
    "GET /api/v1/contracts/{contract_id}/events": SIGNED_IN,
    "GET /api/v1/contracts": READERS,
    "GET /api/v1/contracts/{contract_id}": READERS,
    "GET /api/v1/contracts/{contract_id}/deadlines": READERS,
    "GET /api/v1/contracts/{contract_id}/why": READERS,
    "GET /api/v1/contracts/{contract_id}/sources": READERS,
    "GET /api/v1/contracts/{contract_id}/notices": READERS,
    "GET /api/v1/contracts/{contract_id}/delivery": READERS,
    "GET /api/v1/duplicates": READERS,
    "GET /api/v1/needs": READERS,
    "GET /api/v1/triage": READERS,
    "GET /vecka": READERS,
    "GET /avtal": READERS,
    "GET /avtal/{contract_id}": READERS,
    "GET /avtal/{contract_id}/dialog": READERS,
    "GET /avtal/{contract_id}/{command}": READERS,
    "GET /behov": READERS,
    "GET /klausul": READERS,
    "GET /dubbletter": READERS,
    "GET /insikt": READERS,
    "GET /api/v1/delegations": STAFF,
    "POST /api/v1/delegations": STAFF,
    "POST /api/v1/delegations/{number}/withdraw": STAFF,
    "POST /api/v1/contracts/{contract_id}/commands": WORKERS,
    "POST /api/v1/triage": WORKERS,
    "POST /api/v1/triage/rules": WORKERS,
    "POST /api/v1/needs": WORKERS,
    "POST /api/v1/needs/{need_id}/commands": WORKERS,
    "POST /avtal/{contract_id}/dialog": WORKERS,
    "POST /avtal/{contract_id}/{command}": WORKERS,
    "POST /klausul": WORKERS,
    "POST /behov": WORKERS,
    "POST /behov/{need_id}/{command}": WORKERS,
    "POST /api/v1/duplicates/join": REGISTRARS,
    "POST /api/v1/duplicates/apart": REGISTRARS,
    "POST /api/v1/imports": REGISTRARS,
    "GET /api/v1/imports": REGISTRARS,
    "GET /api/v1/imports/columns": REGISTRARS,
    "PUT /api/v1/imports/columns": REGISTRARS,
    "GET /api/v1/imports/template": REGISTRARS,
    "GET /api/v1/imports/{importing}": REGISTRARS,
    "GET /api/v1/imports/{importing}/lines": REGISTRARS,
    "GET /api/v1/imports/{importing}/files": REGISTRARS,
    "PUT /api/v1/imports/{importing}/files/{number}": REGISTRARS,
    "POST /api/v1/imports/{importing}/preview": REGISTRARS,
    "POST /api/v1/imports/{importing}/start": REGISTRARS,
    "POST /api/v1/imports/{importing}/stop": REGISTRARS,
    "POST /api/v1/imports/{importing}/resume": REGISTRARS,
    "POST /api/v1/imports/{importing}/undo": REGISTRARS,
    "DELETE /api/v1/imports/{importing}": REGISTRARS,
    "GET /avtal/nytt": REGISTRARS,
    "POST /avtal/nytt": REGISTRARS,
    "GET /import": REGISTRARS,
    "GET /import/mall.xlsx": REGISTRARS,
    "POST /import": REGISTRARS,
    "GET /import/{importing}": REGISTRARS,
    "POST /import/{importing}/{what}": REGISTRARS,
    "POST /dubbletter": REGISTRARS,
    "GET /api/v1/notices": KEEPERS,
    "GET /metrics": KEEPERS,
    "GET /api/v1/policy": KEEPERS,
    "GET /api/v1/policy/versions": KEEPERS,
    "GET /api/v1/policy/versions/{version}": KEEPERS,
    "POST /api/v1/policy/plan": KEEPERS,
    "POST /api/v1/policy/versions": KEEPERS,
    "POST /api/v1/policy/moves": KEEPERS,
    "POST /api/v1/rebuild": RUNS,
    "POST /api/v1/mail-test": RUNS,
    "POST /api/v1/clock": RUNS,
}

# Who sees a contract with a mark that klk and Jobbcenter have part in, and who reads what people wrote.
SEE_MARKED = SIGNED_IN - {"other_case", "other_officer", "reader", "service"}
READ_TEXTS_OF_MARKED = frozenset({"coordinator", "officer", "case", "head"})
READ_TEXTS_OF_OPEN = READ_TEXTS_OF_MARKED | {"other_officer"}

# What is asked for beside the bare address of a list: everything that might turn a contract up.
ASKED: Mapping[str, tuple[str, ...]] = {
    "/api/v1/contracts": (
        "?text=Zqx",
        "?text=ZQX2",
        "?department=jobbcenter",
        "?phase=dialogue",
        "?limit=200",
    ),
    "/api/v1/triage": ("?text=Zqx", "?limit=500"),
    "/api/v1/duplicates": ("?contract={waits}",),
    "/api/v1/contracts/{contract_id}/why": ("?step=invite",),
    "/vecka": ("?vems=alla", "?vems=jobbcenter", "?vems=klk"),
    "/avtal": ("?text=Zqx", "?text=ZQX2", "?avdelning=jobbcenter", "?fas=dialogue"),
    "/klausul": ("?text=Zqx",),
    "/dubbletter": ("?avtal={waits}",),
}
