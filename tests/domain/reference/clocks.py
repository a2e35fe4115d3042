"""What follows of itself: steps open and close, their last days are set, kept, paused; and what time does."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from domain.vocabulary import Phase, TimeUnit
from tests.domain.reference import almanac
from tests.domain.reference.climbing import next_rung
from tests.domain.reference.moving import moved, remembering, runs_again, set_anew
from tests.domain.reference.page import At, Fact, Page, fact
from tests.domain.reference.reading import leading_somewhere, outcomes_asked, phase, rounds, steps

CLOCKED_AGAIN = {
    "commitment_agreed": "place",
    "commitment_revised": "place",
    "commitment_withdrawn": "place",
    "dates_changed": "evaluate",
    "notice_corrected": "evaluate",
    "modification_published": "evaluate",
    "option_taken": "evaluate",
    "option_noted": "prolong",
    "supplier_replaced": "invite hold",
    "follow_up_planned": "follow_up",
}


def standstill_last_day(p: Page, told: At) -> date | None:
    """The later one, where an award was sent anew after the court had let it stand."""
    if p.appealed or p.waived:
        return None
    last = [almanac.standstill(told.policy, p.court_on, 10)] if p.court_on else []
    if p.award:
        sent_on, days, stated = p.award
        last.append(almanac.standstill(told.policy, sent_on, days))
        last += [almanac.standstill(told.policy, stated, 0)] if stated else []
    return max(last, default=None)


def standstill_is_out(p: Page, told: At) -> bool:
    last = standstill_last_day(p, told)
    waits = phase(p) is Phase.AWARD and not p.standstill_over
    return bool(waits and last and told.now >= almanac.day_is_over(last))


def _counted_from(step: str, p: Page, told: At) -> tuple[date, bool]:  # noqa: C901 - a case a step
    """The day, and whether that day itself is the last one."""
    match step:
        case "sign" if last := standstill_last_day(p, told):
            return last, False
        case "invite" | "hold" if p.replaced_on:
            return p.replaced_on, False
        case "invite" | "hold":
            return max(day for day in (p.signed_on, p.count_from) if day), False
        case "confirm" if p.held_on:
            return p.held_on, False
        case "agree" if p.confirmed:
            return max(p.confirmed.values()), False
        case "place" if p.promises:
            return max(each["ends_on"] for each in p.promises.values()), False
        case "follow_up" if 0 <= p.reports_approved - p.plan[0] < len(p.plan[1]):
            return p.plan[1][p.reports_approved - p.plan[0]], True
        case "outcome":
            return almanac.months_later(max(leading_somewhere(p)), outcomes_asked(p)[0]), False
        case "evaluate" if p.details and (p.details["ends_on"] or date.min) > told.day:
            return max(told.day, p.details["ends_on"]), False
        case "prolong" if p.option:
            return p.option[1], True
        case "rectify" if p.rectify_by:
            return p.rectify_by, True
    return told.day, False


def _limit(step: str, p: Page, told: At) -> Any:
    return p.limits.get(step) or told.policy.steps[step].limit


def _clock(step: str, p: Page, told: At) -> Fact | None:
    start, that_day = _counted_from(step, p, told)
    limit = _limit(step, p, told)
    if that_day:
        return _set(step, almanac.count(told.policy, start, 0, TimeUnit.DAYS), told)
    return _set(step, almanac.count(told.policy, start, limit.number, limit.unit), told) if limit else None


def _set(step: str, due: date, told: At) -> Fact:
    rule, policy = told.policy.steps[step], told.policy

    def office(days: int) -> datetime:
        day = almanac.working_days_from(policy, due, days)
        return almanac.at(day, almanac.opening_hours(policy, step)[0])

    reminders = sorted(when for days in rule.reminders if (when := office(-days)) > told.now)
    rungs = []
    for rung in rule.ladder:
        rungs.append((office(rung.working_days_after), 1))
        if rung.repeat:
            every, times = rung.repeat.every, rung.repeat.at_most
            rungs += [(office(rung.working_days_after + every * n), every) for n in range(1, times)]
    return fact("deadline_set", step=step, due=due, reminders=reminders, rungs=rungs)


def consequences(before: Page, after: Page, decided: list[Fact], told: At) -> Iterator[Fact]:
    if after.rests:
        yield from _paused(before, after, told)
    elif before.rests:
        yield from _resumed(before, after, told)
    elif any(each.kind == "entry_struck" for each in decided):
        yield from _corrected(before, after, told)
    elif decided[0].kind == "last_day_extended":
        step, day = decided[0].told["step"], decided[0].told["last_day"]
        anew = _set(step, almanac.count(told.policy, day, 0, TimeUnit.DAYS), told)
        yield from set_anew(after.clocks[step], anew, told)
    else:
        yield from _closed(before, after, decided, told)
        yield from _opened(before, after, decided, told)


def _corrected(before: Page, after: Page, told: At) -> Iterator[Fact]:
    """The clocks are what the facts that stand say of them: only a step without one gets one."""
    was, now = rounds(before), rounds(after)
    back = {step for step, clock in after.clocks.items() if clock != before.clocks.get(step)}
    for step in (set(was) & set(before.clocks) | back) - set(now):
        if not after.clocks.get(step, {}).get("missed"):
            yield fact("deadline_waived", step=step)
    for step in now:
        if step in after.clocks and after.clocks[step] != before.clocks.get(step):
            yield from runs_again(after.clocks[step], step, told)
        if was.get(step) == now[step]:
            continue
        yield fact("step_opened", step=step)
        if step not in after.clocks and (clock := _clock(step, after, told)):
            yield clock


def _paused(before: Page, after: Page, told: At) -> Iterator[Fact]:
    for step in steps(before):
        due = after.clocks[step]["due"] if step in after.clocks else date.min
        if due < told.day:
            continue
        limit = _limit(step, after, told)
        by_working_days = limit is not None and limit.unit is TimeUnit.WORKING_DAYS
        days = (due - told.day).days
        if by_working_days:
            days = almanac.working_days_between(told.policy, told.day, due)
        unit = TimeUnit.WORKING_DAYS if by_working_days else TimeUnit.DAYS
        yield fact("deadline_paused", step=step, left=(min(days, 3650), unit))


def _resumed(before: Page, after: Page, told: At) -> Iterator[Fact]:
    for step, clock in after.clocks.items():
        if step not in steps(after) and not clock["missed"]:
            yield fact("deadline_waived", step=step)
    for step in steps(after):
        if step in after.clocks:
            yield from runs_again(after.clocks[step], step, told)
        elif step in before.saved_time:
            number, unit = before.saved_time[step]
            anew = _set(step, almanac.count(told.policy, told.day, number, unit), told)
            yield remembering(anew, before.saved_misses.get(step, []))
        else:
            yield from _anew(step, after, told)


def _anew(step: str, after: Page, told: At) -> Iterator[Fact]:
    yield fact("step_opened", step=step)
    if clock := _clock(step, after, told):
        yield clock
    elif step in after.clocks:
        yield fact("deadline_waived", step=step)


def _opened(before: Page, after: Page, decided: list[Fact], told: At) -> Iterator[Fact]:
    was, again = rounds(before), {s for each in decided for s in CLOCKED_AGAIN.get(each.kind, "").split()}
    now = rounds(after)
    if "rectify" in now and was.get("rectify") != now["rectify"]:
        now.pop("decide", None)  # time is given anew: whatever ran out before is not decided about
    for step, number in now.items():
        if was.get(step) != number:
            yield from _anew(step, after, told)
        elif step in again and (running := after.clocks.get(step)):
            same_start = _counted_from(step, before, told) == _counted_from(step, after, told)
            if not same_start and (anew := _clock(step, after, told)):
                yield from moved(running, anew, told)


def _closed(before: Page, after: Page, decided: list[Fact], told: At) -> Iterator[Fact]:
    now = rounds(after)
    for step, number in rounds(before).items():
        if step not in before.clocks or now.get(step) == number:
            continue
        clock = after.clocks.get(step)
        if clock is None or not _was_done(step, after, decided):
            if clock is None or not clock["missed"]:
                yield fact("deadline_waived", step=step)
            continue
        yield from _done(step, clock, _done_on(step, after, told))


def _done(step: str, clock: dict[str, Any], on: date) -> Iterator[Fact]:
    yield from (fact("miss_withdrawn", step=step) for day in clock["missed_on"] if on <= day)
    if on <= clock["due"]:
        yield fact("miss_withdrawn" if clock["missed"] else "deadline_met", step=step)
        return
    if not clock["missed"]:
        yield fact("deadline_missed", step=step)
    yield fact("done_after_deadline", step=step)


def _done_on(step: str, p: Page, told: At) -> date:
    """A step of several acts is done with the last of them."""
    acts: dict[str, list[date]] = {
        "confirm": list(p.confirmed.values()),
        "place": [each["ended_on"] for each in p.placements.values() if each["ended_on"]],
    }
    return max([told.day, *acts.get(step, [])])


UNDOING = {"contract_struck_off", "award_cancelled", "contract_terminated", "appeal_filed"}


def _was_done(step: str, p: Page, decided: list[Fact]) -> bool:
    """Or did it only close: by an end, a promise taken back, a dialogue held anew?"""
    kinds = {each.kind for each in decided}
    if kinds & UNDOING or any(each.told.get("anew") for each in decided):
        return False
    match step:
        case "place":
            return not p.no_more_places and bool(p.promises)
        case "follow_up":
            return bool(p.promises)
        case "plan":
            return p.plan_is_current
        case "outcome":
            return not p.outcomes_over
        case "prolong":
            return p.option is None
        case "rectify":
            return p.rectified_on is not None
    return True


def what_time_does(p: Page, told: At) -> Iterator[Fact]:
    if "standstill" in steps(p) and standstill_is_out(p, told):
        yield fact("standstill_ended")
    for step in steps(p) & set(p.clocks):
        yield from _ticks(step, p.clocks[step], told)


def _ticks(step: str, clock: dict[str, Any], told: At) -> Iterator[Fact]:
    late, open_now = (
        told.now >= almanac.day_is_over(clock["due"]),
        almanac.in_office(told.policy, told.now, step),
    )
    if late and not clock["missed"]:
        yield fact("deadline_missed", step=step)
    passed = sum(1 for when in clock["reminders"] if when <= told.now)
    if not late and open_now and passed > clock["reminded"]:
        yield fact("step_reminded", step=step, number=passed)
    if late and open_now and told.now >= next_rung(step, clock, told):
        yield fact("step_escalated", step=step, rung=clock["climbed"] + 1, at=told.now)
