"""The command line `insats`: every command, by name."""

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
    triage,
    watching,
    why,
)
from cli.client import language
from policy.load import PolicyError

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


def main() -> None:
    try:
        app()
    except PolicyError as error:
        for fault in error.told(language()):
            typer.echo(fault, err=True)
        raise SystemExit(1) from None


if __name__ == "__main__":
    main()
