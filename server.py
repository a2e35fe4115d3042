"""The HTTP process: the API and the pages on one address. Wiring only."""

import logging

import uvicorn
from fastapi import FastAPI

import web
from api.app import create_app
from api.hardened import Hardened
from api.limits import LimitBody
from api.ruled import demand_rules
from settings import Settings, from_environment
from sign_in.security_log import one_object_a_line


def create_application(settings: Settings) -> FastAPI:
    """The API with the pages. Raises ValueError where a route has no rule."""
    app = create_app(settings)
    web.mount(app)
    demand_rules(app.routes)
    return app


def create_server(settings: Settings) -> Hardened:
    return Hardened(LimitBody(create_application(settings)), https=settings.is_https)


if __name__ == "__main__":
    configuration = from_environment()
    logging.basicConfig(
        level=configuration.log_level, format="%(asctime)s %(levelname)s %(name)s %(message)s"
    )
    one_object_a_line()
    uvicorn.run(
        create_server(configuration),
        host=configuration.api_host,
        port=configuration.api_port,
        access_log=False,  # addresses of pages are nobody's business
        server_header=False,
        timeout_graceful_shutdown=5,
    )
