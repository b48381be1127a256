"""Selects whose rows are made all at once, on either engine.

The ORM's own way makes three dictionaries of each record before it makes a row of it, whether rows of other tables
were joined or not.
"""

import asyncio
from typing import Any

from tortoise.backends.base.executor import CHUNK_SIZE, BaseExecutor
from tortoise.models import Model

from models.row import Row


class SelectsAtOnce(BaseExecutor):
    """What both engines' executors do alike."""

    async def execute_select(
        self, sql: str, values: list[Any] | None = None, custom_fields: list[str] | None = None
    ) -> list[Model]:
        """Return what a statement finds."""
        also = custom_fields or []
        if not issubclass(self.model, Row) or not self._selects_whole_rows(len(also)):
            return await super().execute_select(sql, values, custom_fields)
        _, records = await self.db.execute_query(sql, values)
        rows: list[Model] = []
        for begin in range(0, len(records), CHUNK_SIZE):
            if begin:
                # As the ORM does: others have their turn meanwhile.
                await asyncio.sleep(0)
            rows += self.model.of_records(records[begin : begin + CHUNK_SIZE], also)
        await self._execute_prefetch_queries(rows)
        return rows

    def _selects_whole_rows(self, more: int) -> bool:
        """Return whether the columns are those of the model alone, all of them, and so many more."""
        selected = self.select_related_idx or ()
        return len(selected) == 1 and selected[0][1] == len(self.model._meta.db_fields) + more  # noqa: SLF001 - the ORM shows a model's columns nowhere else
