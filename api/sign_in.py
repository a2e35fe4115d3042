"""Asking for a one-time code, and signing in with it: what is limited, what is logged, and that nothing is told."""

from dataclasses import dataclass

from api.identity import Identities
from settings import Settings
from sign_in.code_mail import send_beside
from sign_in.codes import Codes
from sign_in.rates import CODES_FOR_A_CLIENT, CODES_FOR_AN_ADDRESS, TRIES_OF_A_CLIENT, Limited, Rate, Rates
from sign_in.security_log import tell


@dataclass(frozen=True)
class CodeSignIn:
    """`browser`: the secret of its cookie; `client`: where it is from; `staff`: they too sign in by code."""

    settings: Settings
    identities: Identities
    browser: str
    client: str
    staff: bool

    async def ask(self, address: str) -> None:
        """Raises Limited. Takes the same way for every address, known or not."""
        address = address.strip()
        await self._count(CODES_FOR_A_CLIENT, self.client)
        await self._count(CODES_FOR_AN_ADDRESS, address.casefold())
        person = await self.identities.with_address(address, staff=self.staff)
        code = await Codes(self.identities.pool).new(self.browser, person.id if person else None)
        tell("code", "ok" if person else "unknown", person.id if person else None)
        if person:
            send_beside(person, code, self.settings)

    async def sign_in(self, code: str) -> str | None:
        """The secret of a new session. Raises Limited."""
        await self._count(TRIES_OF_A_CLIENT, self.client)
        person_id = await Codes(self.identities.pool).redeem(self.browser, code)
        if person_id is None or await self.identities.person(person_id) is None:
            tell("sign_in", "refused", way="code")
            return None
        return await self.identities.begin("page", person_id, "code")

    async def _count(self, rate: Rate, who: str) -> None:
        try:
            await Rates(self.identities.pool, self.settings.key_encryption_key).count(rate, who)
        except Limited:
            tell("rate", "limited", rate=rate.purpose)
            raise
