from collections.abc import AsyncIterator

import pytest

from jobs.snippets.pool import SnippetPool


@pytest.fixture
async def pool() -> AsyncIterator[SnippetPool]:
    async with SnippetPool(size=1) as pool:
        yield pool
