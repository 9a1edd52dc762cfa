"""A call to a service, with what its client does about failures."""

import asyncio

from httpx import AsyncClient, HTTPError

from clients.policy import Breaker, Retry, RetryBudget


class Client:
    url: str

    def __init__(
        self,
        timeout: float,
        retry: Retry | None = None,
        budget: RetryBudget | None = None,
        breaker: Breaker | None = None,
    ) -> None:
        self.http = AsyncClient(base_url=self.url, timeout=timeout)
        self.retry, self.budget, self.breaker = retry, budget, breaker

    async def tell(self, **fields: object) -> None:
        if self.budget:
            self.budget.earn()
        retries = 0
        while True:
            try:
                return await self.attempt(fields)
            except HTTPError:
                if not self.retry or retries >= self.retry.times:
                    raise
                if self.budget and not self.budget.spend():
                    raise
                await asyncio.sleep(self.retry.wait_before(retries))
                retries += 1

    async def attempt(self, fields: dict[str, object]) -> None:
        if self.breaker:
            self.breaker.check()
        try:
            response = await self.http.post("/tell", json=fields)
            response.raise_for_status()
        except HTTPError:
            if self.breaker:
                self.breaker.note(success=False)
            raise
        if self.breaker:
            self.breaker.note(success=True)
