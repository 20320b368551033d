"""Somebody's browser, as far as players need one: cookies, forms, the token that forms carry."""

from __future__ import annotations

import asyncio
import http.client
import re
import time
import urllib.parse
from collections.abc import Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, field
from http.cookies import SimpleCookie

_TIMEOUT_SECONDS = 30.0
_IDLE_SECONDS = 3.0  # the server closes a line that was idle for five
_HOPS = 3
_REFUSED, _BUSY = 422, 503
_PRESSES, _AGAIN_SECONDS = 3, 1.0
_REFUSAL = re.compile(r'role="alert"[^>]*>([^<]+)')
Form = Mapping[str, str | list[str]]  # a field may be there several times


@dataclass(frozen=True)
class Page:
    status: int
    text: str
    location: str = ""

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300

    @property
    def refusal(self) -> str:
        """Why the house did not do it, in its words."""
        found = _REFUSAL.search(self.text) if self.status == _REFUSED else None
        return found[1].strip() if found else ""


@dataclass
class Browser:
    """One browser. Requests go one after the other; `threads` does the waiting."""

    host: str
    port: int
    threads: Executor
    cookies: dict[str, str] = field(default_factory=dict)
    _line: http.client.HTTPConnection | None = None
    _used_at: float = 0.0
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def wire(self) -> str:
        return f"ws://{self.host}:{self.port}"

    @property
    def cookie_header(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    async def get(self, path: str, **headers: str) -> Page:
        return await self._ask("GET", path, None, headers)

    async def post(self, path: str, form: Form | None = None, **headers: str) -> Page:
        """Told that somebody else is at the same row, it is pressed again, as the page says."""
        body = urllib.parse.urlencode(form or {}, doseq=True)
        page = await self._ask("POST", path, body, headers)
        for _ in range(_PRESSES):
            if page.status != _BUSY:
                break
            await asyncio.sleep(_AGAIN_SECONDS)
            page = await self._ask("POST", path, body, headers)
        return page

    async def _ask(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> Page:
        async with self._turn:
            loop = asyncio.get_running_loop()
            page = await loop.run_in_executor(self.threads, self._request, method, path, body, headers)
            for _ in range(_HOPS):
                if page.status not in {301, 302, 303} or not page.location:
                    break
                page = await loop.run_in_executor(self.threads, self._request, "GET", page.location, None, {})
        return page

    def _request(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> Page:
        line = self._line
        if line is None or time.monotonic() - self._used_at > _IDLE_SECONDS:
            self.close()
            line = self._line = http.client.HTTPConnection(self.host, self.port, timeout=_TIMEOUT_SECONDS)
        sent = {"Cookie": self.cookie_header, "Accept-Language": "zh-hans", **headers}
        if method == "POST":
            sent |= {
                "Content-Type": "application/x-www-form-urlencoded",
                "X-CSRFToken": self.cookies.get("csrftoken", ""),
            }
        try:
            line.request(method, path, body, sent)
            answer = line.getresponse()
            text = answer.read().decode(errors="replace")
        except (OSError, http.client.HTTPException) as failure:
            self.close()
            raise OSError(f"{method} {path}: {type(failure).__name__} {failure}") from failure
        self._used_at = time.monotonic()
        self._keep_cookies(answer.headers.get_all("Set-Cookie") or [])
        return Page(answer.status, text, answer.headers.get("Location") or "")

    def _keep_cookies(self, told: list[str]) -> None:
        for one in told:
            for name, morsel in SimpleCookie(one).items():
                self.cookies[name] = morsel.value

    def close(self) -> None:
        if self._line is not None:
            self._line.close()
            self._line = None
