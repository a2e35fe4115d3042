"""A log in JSON: one object a line, whatever is logged; an error's kind and way, never its text."""

import io
import json
import logging
from typing import Any

import pytest
from pydantic import BaseModel

from telemetry.logs import Lines, OneObject
from telemetry.steps import here, step, tell_to, trace_id
from telemetry.traces import Traces

NAME = "Sven Grävling"


class Aged(BaseModel):
    age: int


@pytest.fixture
def written() -> tuple[logging.Logger, io.StringIO]:
    log, stream = logging.getLogger("insats.tried"), io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(OneObject("tried"))
    log.handlers, log.propagate = [handler], False
    return log, stream


def one(stream: io.StringIO) -> dict[str, Any]:
    (line,) = stream.getvalue().splitlines()
    found: dict[str, Any] = json.loads(line)
    return found


def test_a_line_break_in_a_message_forges_no_line(written: tuple[logging.Logger, io.StringIO]) -> None:
    log, stream = written
    log.warning("contract %s", 'x\n{"level": "INFO"}\u2028')
    assert one(stream)["level"] == "WARNING"


def test_an_errors_text_is_left_out_since_it_may_quote_what_somebody_wrote(
    written: tuple[logging.Logger, io.StringIO],
) -> None:
    log, stream = written
    with pytest.raises(ValueError, match=NAME) as refused:
        Aged.model_validate({"age": NAME})
    log.error("could not", exc_info=refused.value)
    told = one(stream)
    assert NAME not in stream.getvalue()
    assert told["error"] == "ValidationError"
    assert "test_logs.py" in told["where"][0]


def test_in_text_too_an_error_tells_its_kind_and_way_and_nothing_of_what_led_to_it(
    written: tuple[logging.Logger, io.StringIO],
) -> None:
    log, stream = written
    log.handlers[0].setFormatter(Lines())
    try:
        try:
            Aged.model_validate({"age": NAME})
        finally:
            raise LookupError(NAME)
    except LookupError:
        log.exception("could not")
    assert NAME not in stream.getvalue()
    assert "test_logs.py" in stream.getvalue()
    assert stream.getvalue().endswith("  LookupError\n")


def test_lines_within_a_step_carry_its_id_and_others_none(
    written: tuple[logging.Logger, io.StringIO],
) -> None:
    log, stream = written
    tell_to(Traces("tried", exporting=False))
    try:
        with step("outer"), step("inner"):
            log.warning("within")
            assert one(stream)["trace"] == trace_id()
            begun = here()
        with step("elsewhere", begun):
            assert trace_id() == one(stream)["trace"], "it goes on where it began"
        assert trace_id() == ""
    finally:
        tell_to(None)


def test_when_nobody_asked_a_step_is_nothing_and_leaves_nothing(
    written: tuple[logging.Logger, io.StringIO],
) -> None:
    log, stream = written
    with step("outer") as its:
        its.tell(number=1)
        log.warning("within")
        assert here() is None
    assert "trace" not in one(stream)
