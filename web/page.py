"""Fills in a template: escaped, in the reader's language, with what every page needs."""

from datetime import date

from fastapi.responses import HTMLResponse, Response
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from settings import Settings
from web import static_files
from web.dates import Dates
from web.guard import FORM_TOKEN
from web.visit import Visit, browser_cookie

templates = Environment(
    loader=PackageLoader("web"),
    autoescape=True,
    undefined=StrictUndefined,
    extensions=["jinja2.ext.i18n"],
    trim_blocks=True,
    lstrip_blocks=True,
)
templates.globals["static"] = static_files.address


def page(
    visit: Visit, template: str, today: date = date.min, status: int = 200, **more: object
) -> HTMLResponse:
    """`today`: of the installation's clock, where the page shows dates."""
    context = {
        "gettext": visit.words,
        "words": visit.words,
        "dates": Dates(visit.words, today),
        "theme": visit.theme,
        "who": visit.who,
        "demo": visit.is_demo,
        "here": _here(visit),
        "token": Markup('<input type="hidden" name="{}" value="{}">').format(FORM_TOKEN, visit.form_token),
    }
    drawn = HTMLResponse(templates.get_template(template).render(context | more), status)
    name = browser_cookie(visit.settings)
    if name not in visit.request.cookies:
        keep(drawn, visit.settings, name, visit.browser, None)
    return drawn


def keep(response: Response, settings: Settings, name: str, value: str, seconds: int | None) -> None:
    """A cookie that only this server reads. 0 seconds takes it away; None: until the browser is closed.

    Lax, not strict: whoever comes from a mail, or back from the sign-in service, is still who they are.
    """
    response.set_cookie(
        name, value, max_age=seconds, path="/", secure=settings.is_https, httponly=True, samesite="lax"
    )


def _here(visit: Visit) -> str:
    """Where a switch of language or colours comes back to: a page that can be opened by its address."""
    url = visit.request.url
    if visit.request.method != "GET":
        return url.path.rpartition("/")[0] or "/"
    return f"{url.path}?{url.query}" if url.query else url.path
