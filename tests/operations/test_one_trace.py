"""From a request to the mail that it leads to: one trace, and one id in every process's log."""

import asyncio
import json
from functools import partial

from tests.operations.office import WHY, WRITTEN, Office
from tests.operations.receiver import Span
from tests.served import eventually


async def test_a_request_its_command_event_workflow_and_mail_are_one_trace(office: Office) -> None:
    contract, id_ = await office.register()
    await eventually(lambda: "mail" in {span.name for span in office.trace(id_)})
    await eventually(lambda: len({span.name for span in office.trace(id_)}) == 6)
    of_api = {span.name: span for span in office.trace(id_) if span.service == "insats-api"}
    of_worker = {span.name: span for span in office.trace(id_) if span.service == "insats-worker"}
    request = of_api["POST /api/v1/contracts/{contract_id}/commands"]
    command, append = of_api["command"], of_api["append"]
    wake, asked, mail = of_worker["wake"], of_worker["ContractLifecycle.let_time_pass"], of_worker["mail"]
    assert (request.parent, command.parent) == ("", request.id)
    assert append.parent == command.id
    assert append.told["insats.events"] == "ContractRegistered StepOpened"
    assert wake.parent == command.id
    assert (asked.parent, asked.told["insats.workflow"]) == (wake.id, f"contract/{contract}")
    assert mail.parent == command.id
    taken = [file.read_text(errors="replace") for file in office.data.mail.glob("*.eml")]
    assert any(f"<{mail.told['insats.notice']}@insats>" in text for text in taken)
    assert command.told["insats.contract"] == mail.told["insats.contract"] == str(contract)


async def test_a_second_command_wakes_the_same_workflow_in_a_trace_of_its_own(office: Office) -> None:
    contract, first = await office.register()
    await eventually(lambda: "mail" in {span.name for span in office.trace(first)})
    answer = await office.do(contract, "triage_clause", clause="no_clause", reason=WHY)
    assert answer.status_code == 201, answer.text
    second = answer.headers["X-Request-Id"]
    asked = "ContractLifecycle.let_time_pass"
    await eventually(lambda: asked in {span.name for span in office.trace(second)})
    (span,) = [span for span in office.trace(second) if span.name == asked]
    assert span.told["insats.workflow"] == f"contract/{contract}"
    assert second != first


async def test_of_commands_given_at_once_each_is_told_under_its_own_request(office: Office) -> None:
    def told(id_: str) -> dict[str, Span]:
        return {
            span.name: span
            for span in office.trace(id_)
            if span.service == "insats-api" or span.name == "wake"
        }

    registered = await asyncio.gather(*(office.register() for _ in range(6)))
    for contract, id_ in registered:
        await eventually(partial(lambda of: {"append", "wake"} <= told(of).keys(), id_))
        spans = told(id_)
        assert spans["command"].told["insats.contract"] == str(contract)
        assert spans["append"].parent == spans["wake"].parent == spans["command"].id


async def test_a_refused_command_is_told_as_refused_and_not_as_an_error(office: Office) -> None:
    contract, _ = await office.register()
    answer = await office.do(contract, "invite_to_dialogue")
    assert answer.status_code == 409
    id_ = answer.headers["X-Request-Id"]
    await eventually(lambda: "command" in {span.name for span in office.trace(id_)})
    (command,) = [span for span in office.trace(id_) if span.name == "command"]
    assert command.told["insats.refused"]
    assert "insats.error" not in command.told


async def test_every_process_logs_objects_and_one_id_is_in_all_of_them(office: Office) -> None:
    _, id_ = await office.register()
    said = {"api": {"command", "append"}, "worker": {"wake", "ContractLifecycle.let_time_pass", "mail"}}

    def all_said() -> bool:
        return all(
            names <= {line["message"] for line in office.lines(process) if line.get("trace") == id_}
            for process, names in said.items()
        )

    await eventually(all_said)
    for process in ("api", "worker", "sweeper", "sealer"):
        lines = [
            line for line in office.lines(process) if "event" not in line
        ]  # the security log's are its own
        assert all({"at", "level", "service", "logger", "message"} <= line.keys() for line in lines), process


async def test_the_commands_line_names_the_id_under_which_the_store_has_its_events(office: Office) -> None:
    contract, id_ = await office.register()
    (line,) = [
        line for line in office.lines("api") if line.get("trace") == id_ and line["message"] == "command"
    ]
    events = (await office.http.get(f"/api/v1/contracts/{contract}/events")).text
    assert line["command_id"] in events


async def test_nothing_that_anybody_wrote_is_in_a_trace_or_a_log(office: Office) -> None:
    contract, id_ = await office.register()
    answer = await office.do(contract, "triage_clause", clause="no_clause", reason=WHY)
    assert answer.status_code == 201, answer.text
    await office.http.get(f"/api/v1/contracts/{contract}")
    await eventually(lambda: "mail" in {span.name for span in office.trace(id_)})
    sent = b"".join(office.receiver.bodies).decode(errors="replace")
    ours = ("api", "worker", "sweeper", "sealer")
    logs = "".join((office.data.logs / f"{process}.log").read_text() for process in ours)
    assert str(contract) in sent
    assert str(contract) in logs
    for text in WRITTEN:
        assert text not in sent
        assert text not in logs
        assert json.dumps(text).strip('"') not in logs


async def test_the_watch_goes_on_with_nobody_to_send_traces_to(office: Office) -> None:
    """The last here: a collector that is away keeps nobody waiting."""
    office.receiver.shutdown()
    began = asyncio.get_running_loop().time()
    for _ in range(5):
        await office.register()
    assert asyncio.get_running_loop().time() - began < 10
