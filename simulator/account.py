"""A year as two engines can be compared by it: every event and every notice, without how late the engine was."""

import json
from collections.abc import Sequence
from typing import Any

from event_store.codec import Recorded

OF_THE_ENGINE = {"noticed_late_by", "late_by"}


def account(recorded: Sequence[Recorded], notices: Sequence[Any]) -> list[str]:
    events = (
        f"{each.stream} {each.version:03} {json.dumps(_told(each), sort_keys=True)}" for each in recorded
    )
    mails = (
        f"{row['contract_id']} {row['version']:03} {row['kind']} to {row['recipient']}: "
        f"{'sent' if row['sent_at'] else 'not sent'}{' with others' if row['digest_id'] else ''}"
        for row in notices
    )
    return sorted([*events, *mails])


def _told(record: Recorded) -> dict[str, Any]:
    told = record.event.model_dump(mode="json", exclude=OF_THE_ENGINE)
    return {**told, "actor": record.origin.actor, "occurred_on": str(record.origin.occurred_on)}
