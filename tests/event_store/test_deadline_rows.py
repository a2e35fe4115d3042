"""What is read of last days is what the rules judge by, of random lives: told by the same events in two ways."""

from hypothesis import HealthCheck, Phase as Stage, event, given, settings as told

from projections.deadlines import deadlines_told_by
from tests.event_store.lives import Life, lives


@told(max_examples=60, deadline=None, phases=[Stage.generate], suppress_health_check=list(HealthCheck))
@given(life=lives())
def test_the_newest_row_of_a_step_runs_just_when_its_last_day_does(life: Life) -> None:
    newest = {row["step"]: row for row in deadlines_told_by([record.event for record in life.stream])}
    runs = {
        step: (row["due"], row["outcome"] == "missed", row["reminders"], row["rungs"])
        for step, row in newest.items()
        if row["outcome"] in ("running", "missed") and row["done_on"] is None
    }
    assert runs == {
        step: (deadline.plan.due, deadline.missed, deadline.reminders_sent, deadline.rungs_climbed)
        for step, deadline in life.state.deadlines.items()
    }
    event(f"struck: {bool(life.state.struck)}, missed: {any(missed for _, missed, *_ in runs.values())}")
