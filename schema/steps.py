"""What is done before and after each step of an operation: its limits, the documents that are known, its errors.

The library has extensions for that, which it makes anew for each operation, and runs as generators within generators:
that took a third of the time of a small answer.
"""

from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import TYPE_CHECKING, Any, cast

from strawberry.extensions.runner import SchemaExtensionsRunner
from strawberry.types import ExecutionContext

from core.errors import Unauthenticated
from core.principal import Principal
from schema.cost import check, shown_cost
from schema.errors import shown, without_hint

if TYPE_CHECKING:
    from schema.documents import Document


class Step:
    """Does something before what happens within it, and something after that if it went well."""

    __slots__ = ("_after", "_before")

    def __init__(self, before: Callable[[], None], after: Callable[[], Awaitable[None]] | None = None) -> None:
        """Do `before` first, and wait for `after` in the end."""
        self._before = before
        self._after = after

    async def __aenter__(self) -> None:
        """Do what comes before."""
        self._before()

    async def __aexit__(
        self, kind: type[BaseException] | None, _error: BaseException | None, _traceback: TracebackType | None
    ) -> None:
        """Do what comes after; not so where the step failed."""
        if kind is None and self._after is not None:
            await self._after()


class Steps(SchemaExtensionsRunner):
    """The steps of one operation, in the place of the library's runner of extensions."""

    def __init__(self, execution_context: ExecutionContext, read: "Callable[[str], Document]") -> None:
        """Read documents by `read`."""
        super().__init__(execution_context)
        self._read = read
        self._cost: int | None = None

    def operation(self) -> Any:
        """Begin, and show the errors in the end."""
        return Step(self.execution_context.context.begin, self._show_errors)

    def parsing(self) -> Any:
        """Parse."""
        return Step(self._parse)

    def validation(self) -> Any:
        """Validate."""
        return Step(self._validate)

    def executing(self) -> Any:
        """Refuse what costs too much."""
        return Step(self._count)

    async def get_extensions_results(self, ctx: ExecutionContext) -> dict[str, Any]:  # noqa: ARG002 - the library's
        """Tell the cost in the answer's `extensions`."""
        return {} if self._cost is None else {"cost": shown_cost(self._cost)}

    def _parse(self) -> None:
        self._document = self._read(cast("str", self.execution_context.query))
        self.execution_context.graphql_document = self._document.parsed

    def _validate(self) -> None:
        self.execution_context.pre_execution_errors = self._document.errors

    def _count(self) -> None:
        asked = self.execution_context
        # strawberry would name the first operation where the client names none.
        name = asked._provided_operation_name  # noqa: SLF001 - strawberry shows it nowhere else
        self._cost = self._document.cost(name, asked.variables or {})
        check(self._cost)

    async def _show_errors(self) -> None:
        result = self.execution_context.result
        if result is not None and result.errors:
            result.errors = [shown(error) for error in result.errors]
            if not await self._may_read_private():
                result.errors = [without_hint(error) for error in result.errors]

    async def _may_read_private(self) -> bool:
        try:
            principal: Principal = await self.execution_context.context.principal()
        except Unauthenticated:
            return False
        return principal.may_read_private
