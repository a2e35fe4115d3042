"""Style sheet, script, icon and two fonts; addresses carry the content's hash and are kept for a year."""

import hashlib
from importlib.resources import files

from fastapi import APIRouter, Response
from starlette.exceptions import HTTPException

FONTS = files("fontpkg_atkinson_hyperlegible") / "files"
OWN = files("web") / "static"
TYPES = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
    "ttf": "font/ttf",
}

FILES = {
    "insats.css": (OWN / "insats.css").read_bytes(),
    "live.js": (OWN / "live.js").read_bytes(),
    "finding.js": (OWN / "finding.js").read_bytes(),
    "draft.js": (OWN / "draft.js").read_bytes(),
    "icon.svg": (OWN / "icon.svg").read_bytes(),
    "regular.ttf": (FONTS / "AtkinsonHyperlegible-Regular.ttf").read_bytes(),
    "bold.ttf": (FONTS / "AtkinsonHyperlegible-Bold.ttf").read_bytes(),
}
DIGEST = hashlib.sha256(b"".join(FILES.values())).hexdigest()[:16]

router = APIRouter()


def address(name: str) -> str:
    return f"/static/{DIGEST}/{name}"


@router.get("/static/{digest}/{name}")
async def file(digest: str, name: str) -> Response:
    if digest != DIGEST or name not in FILES:
        raise HTTPException(404)
    headers = {"Cache-Control": "public, max-age=31536000, immutable"}
    return Response(FILES[name], media_type=TYPES[name.rpartition(".")[2]], headers=headers)
