"""A person at a page: with a mouse, a keyboard alone, a finger on a telephone, or in a browser without scripts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from playwright.async_api import FilePayload, Locator, Page, expect

MOST = 400  # presses of Tab until it is said that something cannot be come to
DESK: Mapping[str, Any] = {"viewport": {"width": 1280, "height": 900}}
TELEPHONE: Mapping[str, Any] = {
    "viewport": {"width": 390, "height": 780},
    "has_touch": True,
    "is_mobile": True,
}


@dataclass(frozen=True)
class Hand:
    """A mouse's."""

    page: Page

    async def press(self, what: Locator) -> None:
        """A button, a link or a fold; a page that it leads to is waited for by whoever looks at it then."""
        await self.page.wait_for_load_state()
        await what.click()

    async def write(self, where: Locator, text: str) -> None:
        await self.press(where)
        await self.page.keyboard.press("Control+A")
        await self.page.keyboard.type(text)
        await expect(where).to_have_value(text)

    async def day(self, where: Locator, day: date) -> None:
        await where.fill(day.isoformat())

    async def time(self, where: Locator, at: time) -> None:
        await where.fill(f"{at:%H:%M}")

    async def choose(self, of: Locator, value: str) -> None:
        await of.select_option(value)

    async def tick(self, what: Locator) -> None:
        """A box, or one of several answers."""
        await self.press(what)
        await expect(what).to_be_checked()

    async def give(self, where: Locator, file: FilePayload) -> None:
        async with self.page.expect_file_chooser() as chooser:
            await self.press(where)
        await (await chooser.value).set_files(file)


class Finger(Hand):
    async def press(self, what: Locator) -> None:
        await self.page.wait_for_load_state()
        await what.tap()


class Scriptless(Hand):
    """The page's own scripts do not run."""


class Keys(Hand):
    """From wherever the focus is, on with Tab; nothing else leads anywhere."""

    async def _come_to(self, what: Locator) -> None:
        await expect(what).to_be_visible()
        there = await what.element_handle()
        name = await what.get_attribute("name")
        for _ in range(MOST):
            if await self.page.evaluate("e => document.activeElement === e", there):
                return
            if name and await self.page.evaluate(SAME_GROUP, there):
                return
            await self.page.keyboard.press("Tab")
        raise AssertionError(f"{what} cannot be come to with Tab")

    async def press(self, what: Locator) -> None:
        await self.page.wait_for_load_state()
        await self._come_to(what)
        # Not by the page's keyboard: as with a click, a page that this leads to has come when it returns. What is
        # looked for next may be on both, and would be gone half-way on the old one.
        await what.press("Enter")

    async def write(self, where: Locator, text: str) -> None:
        await self._come_to(where)
        await self.page.keyboard.press("Control+A")
        await self.page.keyboard.type(text)
        await expect(where).to_have_value(text)

    async def day(self, where: Locator, day: date) -> None:
        """In the order in which this browser asks for its parts."""
        await self._come_to(where)
        await self.page.keyboard.type(day.strftime("%m%d%Y"))
        await expect(where).to_have_value(day.isoformat())

    async def time(self, where: Locator, at: time) -> None:
        await self._come_to(where)
        await self.page.keyboard.type(f"{at:%I%M%p}")
        await expect(where).to_have_value(f"{at:%H:%M}")

    async def choose(self, of: Locator, value: str) -> None:
        await self._come_to(of)
        await self.page.keyboard.press("Home")
        for _ in range(MOST):
            if await of.input_value() == value:
                return
            await self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"{value} cannot be chosen in {of}")

    async def tick(self, what: Locator) -> None:
        await self._come_to(what)
        await self.page.keyboard.press("Space")
        for _ in range(10):  # one of several answers: arrows lead from one to the next
            if await what.is_checked():
                return
            await self.page.keyboard.press("ArrowDown")
        await expect(what).to_be_checked()


# Of several answers Tab comes to one, and leaves them again.
SAME_GROUP = """e => e.type === 'radio' && document.activeElement.type === 'radio'
    && document.activeElement.name === e.name && document.activeElement.form === e.form"""

WAYS: Mapping[str, tuple[type[Hand], Mapping[str, Any]]] = {
    "with a mouse": (Hand, DESK),
    "with a keyboard alone": (Keys, DESK),
    "on a telephone": (Finger, TELEPHONE),
    "without JavaScript": (Scriptless, {**DESK, "java_script_enabled": False}),
}
