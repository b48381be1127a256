"""Documents: parsed, held against the schema and the limits once, and kept for those who send them again."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from graphql import GraphQLError, GraphQLSchema, get_operation_ast, parse, specified_rules
from strawberry.schema.schema import validate_document

from schema.cost import cost_of
from schema.limits import MAX_TOKENS, RULES

KEPT_DOCUMENTS = 500


class Document:
    """What somebody sent, and what is known of it."""

    def __init__(self, schema: GraphQLSchema, text: str) -> None:
        """Parse `text`; raises GraphQLError."""
        self._schema = schema
        self._costs: dict[str | None, int] = {}
        self.parsed = parse(text, max_tokens=MAX_TOKENS)

    @cached_property
    def errors(self) -> list[GraphQLError]:
        """What is wrong with it, if anything is: then nothing of it is carried out."""
        return validate_document(self._schema, self.parsed, (*specified_rules, *RULES))

    def cost(self, operation_name: str | None, variables: Mapping[str, Any]) -> int:
        """Return what one of its operations costs; raises GraphQLError where it is not said which one is meant."""
        known = self._costs.get(operation_name)
        if known is not None:
            return known
        operation = get_operation_ast(self.parsed, operation_name)
        # The library would carry out the first one of several.
        if operation is None:
            raise GraphQLError("The document has several operations: say by 'operationName' which one is meant")
        cost = cost_of(self._schema, self.parsed, operation, variables)
        # Sizes may be variables. Where there are none, it is the same each time.
        if not operation.variable_definitions:
            self._costs[operation_name] = cost
        return cost
