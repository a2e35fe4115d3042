"""The HTTP process: the API and the pages on one address. Wiring only."""

import logging

import uvicorn
from fastapi import FastAPI

import web
from api.app import create_app
from api.limits import LimitBody
from api.ruled import demand_rules
from settings import Settings, from_environment


def create_server(settings: Settings) -> FastAPI:
    app = create_app(settings)
    web.mount(app)
    demand_rules(app.routes)
    app.add_middleware(LimitBody)
    return app


if __name__ == "__main__":
    configuration = from_environment()
    logging.basicConfig(
        level=configuration.log_level, format="%(asctime)s %(levelname)s %(name)s %(message)s"
    )
    uvicorn.run(
        create_server(configuration),
        host=configuration.api_host,
        port=configuration.api_port,
        access_log=False,  # addresses of pages are nobody's business
        server_header=False,
        timeout_graceful_shutdown=5,
    )
