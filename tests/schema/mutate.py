"""Asks for a mutation in the form that all have: one input, and a payload."""

from typing import Any

from tests.schema.conftest import Ask


async def mutate(ask: Ask, name: str, shown: str, **given: Any) -> dict[str, Any]:
    """Carry out a mutation with this input, by a key that may write, and return what is `shown` of its payload."""
    kind = f"{name[0].upper()}{name[1:]}Input"
    answer = await ask(f"mutation ($input: {kind}!) {{ {name}(input: $input) {shown} }}", by="write", input=given)
    assert "errors" not in answer, answer
    return answer["data"][name]
