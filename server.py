"""The HTTP process: the API and the pages on one address. Wiring only."""

import sys

import uvicorn
from fastapi import FastAPI
from starlette.middleware.gzip import GZipMiddleware

from api.app import create_app
from api.hardened import Hardened
from api.limits import LimitBody
from api.ruled import demand_rules
from garbage import look_seldom
from settings import Settings, from_environment
from sign_in.security_log import one_object_a_line
from telemetry import steps
from telemetry.http import Watched
from telemetry.start import start
from web.mounting import mount

# s that a line is kept which nobody uses: longer than what stands before us keeps it (nginx 60, httpx 5). Whoever
# closes second loses no request that is on its way.
KEPT_OPEN = 75


def create_application(settings: Settings) -> FastAPI:
    """The API with the pages. Raises ValueError where a route has no rule."""
    app = create_app(settings)
    mount(app)
    demand_rules(app.routes)
    return app


def create_server(settings: Settings) -> Hardened:
    packed = GZipMiddleware(create_application(settings), compresslevel=5)
    return Hardened(Watched(LimitBody(packed)), https=settings.is_https)


if __name__ == "__main__":
    configuration = from_environment()
    start("api", configuration.log_level, configuration.log_format)
    one_object_a_line()
    application = create_server(configuration)
    look_seldom()
    if "--when-told" in sys.argv:
        sys.stdin.read()  # until whoever started us has PostgreSQL and Temporal ready
    uvicorn.run(
        application,
        host=configuration.api_host,
        port=configuration.api_port,
        access_log=False,  # addresses of pages are nobody's business
        log_config=None,  # ours
        server_header=False,
        timeout_keep_alive=KEPT_OPEN,
        timeout_graceful_shutdown=5,
    )
    steps.close()
