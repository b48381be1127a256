"""A plugin of pytest that lets the library's own tests run through the short way.

Their schemas know nothing of strawberry: here those fields are plain that the library's default resolver would find.
"""

from collections import Counter
from collections.abc import Mapping
from importlib import import_module
from typing import Any

import pytest
from graphql import GraphQLField, default_field_resolver
from graphql.execution import Executor

from schema.completion import Read, SurpriseError
from schema.execution import ShortWay

taken: Counter[str] = Counter()


class Proved(ShortWay):
    """The short way on any schema."""

    # Not strawberry's, whose resolvers are told of variables in another form.
    build_resolve_info = Executor.build_resolve_info

    def reader(self, field: GraphQLField, name: str) -> Read | None:
        if field.resolve is not None or self.field_resolver is not default_field_resolver:
            return None

        def read(source: Any) -> Any:
            value = source.get(name) if isinstance(source, Mapping) else getattr(source, name, None)
            if callable(value):
                raise SurpriseError
            return value

        return read

    def _completion(self, output: Any, details: Any) -> Any:
        return counted(super()._completion(output, details), "values")

    def _selection(self, parent_type: Any, grouped: Any) -> Any:
        selection = super()._selection(parent_type, grouped)
        taken["selections"] += selection is not None
        return selection


def counted(complete: Read | None, name: str) -> Read | None:
    """Return the same, which counts how often it ends well."""
    if complete is None:
        return None

    def counting(value: Any) -> Any:
        written = complete(value)
        taken[name] += 1
        return written

    return counting


def pytest_configure() -> None:
    # The function of the same name hides the module.
    module: Any = import_module("graphql.execution.execute")
    module.IncrementalExecutor = Proved


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    terminalreporter.write_line(f"short way: {taken['values']} values, {taken['selections']} selections")
