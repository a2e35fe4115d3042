"""Every command of the command line, by name. One alone reads in what it is made of itself, and nothing of the others:
that takes longer than most of them take to answer."""

from importlib import import_module

import typer

# The command's name, its module and its function.
COMMANDS = {
    "up": ("installation", "up"),
    "demo": ("demo", "demo"),
    "migrate": ("installation", "migrate_databases"),
    "status": ("installation", "status"),
    "down": ("installation", "down"),
    "sign-in-link": ("installation", "sign_in_link"),
    "import": ("import_files", "import_files"),
    "contracts": ("contracts", "contracts"),
    "do": ("contracts", "do"),
    "commands": ("asking", "commands"),
    "away": ("away", "away"),
    "show": ("showing", "show"),
    "why": ("why", "why"),
    "timeline": ("showing", "timeline"),
    "looks": ("looks", "looks"),
    "outbox": ("showing", "outbox"),
    "erase": ("erase", "erase"),
    "retention": ("retention", "retention"),
    "rebuild": ("operations", "rebuild"),
    "backup": ("recovery", "backup"),
    "restore": ("recovery", "restore_backup"),
    "drill": ("recovery", "drill"),
    "mail-test": ("operations", "mail_test"),
    "clock": ("operations", "clock"),
    "watchdog": ("watching", "watchdog"),
    "metrics": ("watching", "metrics"),
}
GROUPS = ("policy", "audit", "imports", "triage", "webhooks", "token")


def application(asked: str = "") -> typer.Typer:
    """With the command that is asked for; with every one when there is none of that name."""
    app = typer.Typer(
        name="insats", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False
    )
    app.callback()(lambda: None)  # so that one alone, too, is called by its name
    known = asked in COMMANDS or asked in GROUPS
    for name, (module, function) in COMMANDS.items():
        if not known or name == asked:
            app.command(name)(getattr(import_module(f"cli.{module}"), function))
    for name in GROUPS:
        if not known or name == asked:
            app.add_typer(import_module(f"cli.{name}").app, name=name)
    return app
