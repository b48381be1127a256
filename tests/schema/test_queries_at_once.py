"""How many queries a process works on at once."""

import asyncio

import strawberry
from strawberry.types.graphql import OperationType

from schema.root import QUERIES_AT_ONCE, Schema


class Door:
    """Counts who is inside, and lets them out together."""

    def __init__(self) -> None:
        self.inside = 0
        self.is_full = asyncio.Event()
        self.is_open = asyncio.Event()

    async def pass_through(self) -> str:
        self.inside += 1
        if self.inside == QUERIES_AT_ONCE:
            self.is_full.set()
        await self.is_open.wait()
        self.inside -= 1
        return "through"


def schema_of(door: Door) -> Schema:
    @strawberry.type
    class Query:
        @strawberry.field
        async def wait(self) -> str:
            return await door.pass_through()

    @strawberry.type
    class Mutation:
        @strawberry.mutation
        async def change(self) -> str:
            return "changed"

    return Schema(query=Query, mutation=Mutation)


async def test_more_queries_than_that_take_turns_and_changes_do_not_wait_for_them():
    # Given twice as many queries as may be worked on
    door = Door()
    schema = schema_of(door)
    queries = [
        asyncio.ensure_future(schema.execute("{ wait }", allowed_operation_types={OperationType.QUERY}))
        for _ in range(2 * QUERIES_AT_ONCE)
    ]
    await door.is_full.wait()

    # When something is changed meanwhile
    changed = await schema.execute(
        "mutation { change }", context_value=Context(), allowed_operation_types={OperationType.MUTATION}
    )

    # Then it is done before any of them, and all of them are answered in the end
    assert changed.data == {"change": "changed"}
    assert door.inside == QUERIES_AT_ONCE
    door.is_open.set()
    assert [answer.data for answer in await asyncio.gather(*queries)] == [{"wait": "through"}] * (2 * QUERIES_AT_ONCE)


class Context:
    """What a mutation asks of its request."""

    def forget(self) -> None:
        """Forget nothing: there is nothing."""
