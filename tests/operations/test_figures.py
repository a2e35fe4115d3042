"""What an alert rests on: each figure tells what has happened."""

import re
from datetime import timedelta

import asyncpg
import httpx

from recovery.backup import noted
from tests.operations.office import Office
from tests.served import eventually


def figure(text: str, name: str) -> float:
    """`name`: with its labels, if it has any."""
    (found,) = re.findall(rf"^{re.escape(name)} (\S+)$", text, re.MULTILINE)
    return float(found)


async def test_what_is_sealed_and_arrived_is_not_behind_and_an_anchor_that_fails_is_seen(
    office: Office,
) -> None:
    await office.seal()

    async def unsealed() -> bool:
        """Again where the sealer came first, as it does every five minutes."""
        await office.register()
        return figure(await office.figures(), "insats_unsealed_seconds") > 0

    await eventually(unsealed)
    await office.seal()

    async def arrived() -> bool:
        """The checkpoints are carried out beside the sealing."""
        return figure(await office.figures(), 'insats_anchor_behind_seconds{anchor="here"}') == 0

    await eventually(arrived)
    text = await office.figures()
    assert figure(text, "insats_unsealed_seconds") == 0
    assert figure(text, "insats_sealer_refuses") == 0
    assert figure(text, 'insats_anchor_failing{anchor="here"}') == 0
    assert figure(text, 'insats_anchor_failing{anchor="away"}') == 1
    assert figure(text, 'insats_anchor_behind_seconds{anchor="away"}') > 0


async def test_a_backup_that_is_made_or_noted_begins_the_count_anew(office: Office) -> None:
    owner = await asyncpg.connect(office.settings.owner_url)
    await owner.execute("UPDATE watch SET backed_up_at = now() - $1::interval", timedelta(days=2))
    assert figure(await office.figures(), "insats_backup_age_seconds") > 26 * 3600
    await noted(office.settings)
    assert figure(await office.figures(), "insats_backup_age_seconds") < 60
    await owner.close()


async def test_a_webhook_that_is_told_nothing_more_is_counted_unless_somebody_meant_it(
    office: Office,
) -> None:
    owner = await asyncpg.connect(office.settings.owner_url)
    insert = (
        "INSERT INTO webhook (id, owner, url, event_types, department, secret, queued_to, stopped)"
        " VALUES (gen_random_uuid(), 'p-15', 'https://x.example', '{}', '', '', 1000000, $1) RETURNING id"
    )
    await owner.execute(insert, "by_hand")
    assert figure(await office.figures(), "insats_webhooks_stopped") == 0
    webhook = await owner.fetchval(insert, "gone")
    delivery = "INSERT INTO webhook_delivery VALUES ($1, 1, gen_random_uuid(), 10, NULL, now(), NULL, '400')"
    await owner.execute(delivery, webhook)
    text = await office.figures()
    assert figure(text, "insats_webhooks_stopped") == 1
    assert figure(text, "insats_webhook_deliveries_given_up") == 1
    await owner.execute("DELETE FROM webhook")
    await owner.close()


async def test_requests_are_counted_by_the_routes_pattern_and_odd_ones_are_one(office: Office) -> None:
    contract, _ = await office.register()
    await office.http.get(f"/api/v1/contracts/{contract}")
    await office.http.get("/avtal/svantes-avtal-2041/x/y/z")
    await office.http.request("PROPFIND", f"/api/v1/contracts/{contract}")
    text = await office.figures()
    count = 'insats_http_seconds_count{{method="{}",route="{}",status="{}"}}'
    assert figure(text, count.format("GET", "/api/v1/contracts/{contract_id}", "2xx")) >= 1
    assert figure(text, count.format("GET", "", "4xx")) >= 1
    assert 'method="other"' in text
    assert str(contract) not in text
    assert "PROPFIND" not in text
    assert "svante" not in text


async def test_a_disk_and_a_memory_are_told(office: Office) -> None:
    text = await office.figures()
    assert 0 < figure(text, 'insats_disk_free_ratio{folder="backups"}') < 1
    assert figure(text, "process_resident_memory_bytes") > 1e7


async def test_figures_are_for_a_token_narrowed_to_them_and_it_opens_nothing_else(office: Office) -> None:
    async with httpx.AsyncClient(base_url=str(office.http.base_url)) as nobody:
        assert (await nobody.get("/metrics")).status_code == 401
    headers = {"Authorization": f"Bearer {await office.collectors_token()}"}
    assert (await office.http.get("/metrics", headers=headers)).status_code == 200
    assert (await office.http.get("/api/v1/contracts", headers=headers)).status_code == 403


async def test_the_sealers_refusal_is_a_figure(office: Office) -> None:
    owner = await asyncpg.connect(office.settings.owner_url)
    await owner.execute("INSERT INTO refusal (why) VALUES ('tried')")
    assert figure(await office.figures(), "insats_sealer_refuses") == 1
    await owner.close()
    await office.register()
    await office.seal()
    assert figure(await office.figures(), "insats_sealer_refuses") == 0, "it signs again"
