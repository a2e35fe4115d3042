"""Every command of the command line, by name."""

import typer

from cli import (
    asking,
    audit,
    away,
    contracts,
    demo,
    erase,
    import_files,
    imports,
    installation,
    looks,
    operations,
    policy,
    recovery,
    retention,
    showing,
    token,
    triage,
    watching,
    webhooks,
    why,
)

app = typer.Typer(name="insats", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)

app.command("up")(installation.up)
app.command("demo")(demo.demo)
app.command("migrate")(installation.migrate_databases)
app.command("status")(installation.status)
app.command("down")(installation.down)
app.command("sign-in-link")(installation.sign_in_link)
app.command("import")(import_files.import_files)
app.command("contracts")(contracts.contracts)
app.command("do")(contracts.do)
app.command("commands")(asking.commands)
app.command("away")(away.away)
app.command("show")(showing.show)
app.command("why")(why.why)
app.command("timeline")(showing.timeline)
app.command("looks")(looks.looks)
app.command("outbox")(showing.outbox)
app.command("erase")(erase.erase)
app.command("retention")(retention.retention)
app.command("rebuild")(operations.rebuild)
app.command("backup")(recovery.backup)
app.command("restore")(recovery.restore_backup)
app.command("drill")(recovery.drill)
app.command("mail-test")(operations.mail_test)
app.command("clock")(operations.clock)
app.command("watchdog")(watching.watchdog)
app.command("metrics")(watching.metrics)
app.add_typer(policy.app, name="policy")
app.add_typer(audit.app, name="audit")
app.add_typer(imports.app, name="imports")
app.add_typer(triage.app, name="triage")
app.add_typer(webhooks.app, name="webhooks")
app.add_typer(token.app, name="token")
