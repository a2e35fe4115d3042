"""A browser without a screen: it sends a form as a page of ours would have it sent, with the page's token."""

import re
from typing import Any

import httpx

from web.visit import BROWSER

OURS = {"Sec-Fetch-Site": "same-origin"}
TOKEN = re.compile(r'name="blankett" value="([^"]+)"')


class Visitor(httpx.AsyncClient):
    def __init__(self, url: str) -> None:
        super().__init__(base_url=url, timeout=30)
        self._token: tuple[str, str] | None = None

    async def token(self) -> str:
        """Of a page that everybody may see; good as long as the cookie that it goes with, which the client keeps."""
        if self._token is None or self._token[0] != self._browser:
            found = TOKEN.search((await self.get("/logga-in")).text)
            assert found
            self._token = (self._browser, found[1])
        return self._token[1]

    @property
    def _browser(self) -> str:
        """The cookie that a form's token is bound to."""
        return next((value for name, value in self.cookies.items() if name.endswith(BROWSER)), "")

    async def post(self, url: httpx.URL | str, data: Any = None, **sent: Any) -> httpx.Response:
        """As a form of ours; `bare` sends it without all that."""
        data = {**(data or {}), "blankett": await self.token()}
        headers = {**OURS, **(sent.pop("headers", None) or {})}
        return await self.bare(url, data=data, headers=headers, **sent)

    async def bare(self, url: httpx.URL | str, **sent: Any) -> httpx.Response:
        return await super().post(url, **sent)
