"""Fills in a template: escaped, in the reader's language, with what every page needs."""

from datetime import date

from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined

from web import static_files
from web.dates import Dates
from web.guard import HEADERS
from web.visit import Visit

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
    }
    return HTMLResponse(templates.get_template(template).render(context | more), status, HEADERS)


def _here(visit: Visit) -> str:
    """Where a switch of language or colours comes back to: a page that can be opened by its address."""
    url = visit.request.url
    if visit.request.method != "GET":
        return url.path.rpartition("/")[0] or "/"
    return f"{url.path}?{url.query}" if url.query else url.path
