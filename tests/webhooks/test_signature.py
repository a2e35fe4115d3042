"""Signatures are those that Standard Webhooks publishes."""

from datetime import UTC, datetime

import pytest
from standardwebhooks import Webhook

# From the specification's own libraries and from its first implementer's manual; public examples, secrets of nothing.
PUBLISHED = [
    (
        "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        1614265330,
        '{"test": 2432232314}',
        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    ),
    (
        "plJ3nmyCDGBKInavdOK15jsl",
        "msg_loFOjxBNrRLzqYUf",
        1731705121,
        '{"event_type":"ping","data":{"success":true}}',
        "v1,rAvfW3dJ/X/qxhsaXPOyyCGmRKsaKWcsNccKXlIktD0=",
    ),
]


@pytest.mark.parametrize(("key", "message", "at", "body", "signature"), PUBLISHED)
def test_a_signature_is_the_published_one(key: str, message: str, at: int, body: str, signature: str) -> None:
    assert Webhook(f"whsec_{key}").sign(message, datetime.fromtimestamp(at, UTC), body) == signature
