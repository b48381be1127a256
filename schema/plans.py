"""What was found out of an operation's selections, kept for the next time that the same document is carried out.

The same selections are collected and completed in the same way each time, unless a directive makes them depend on the
variables. Finding that out took a tenth of the time of a list of a hundred monitors, and a seventh of a whole page's.
"""

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any, cast

from graphql import FragmentDefinitionNode, FragmentSpreadNode, OperationDefinitionNode, SelectionSetNode

# Some 1,500 bytes each; a whole status page has 45.
MAX_SELECTIONS = 1_000


@dataclass(frozen=True, slots=True)
class Plan:
    """What is known of one operation.

    `root` holds what is selected of the root type. In the others, fields are known by the list of what the document
    says of them, which is kept beside what is known so that its id stays its own.
    """

    root: dict[Any, Any] = field(default_factory=dict)
    collected: dict[Any, Any] = field(default_factory=dict)
    completions: dict[Any, Any] = field(default_factory=dict)
    selections: dict[Any, Any] = field(default_factory=dict)


class Plans:
    """The plans of a process; those that were not asked for the longest make room."""

    def __init__(self, max_selections: int = MAX_SELECTIONS) -> None:
        """Keep plans of so many selections altogether."""
        self._max_selections = max_selections
        self._selections = 0
        # With the plan: how much it counts, and what it is known by, so that its id stays its own.
        self._kept: OrderedDict[tuple[int, ...], tuple[Plan, int, tuple[object, ...]]] = OrderedDict()

    def of(
        self, operation: OperationDefinitionNode, fragments: dict[str, FragmentDefinitionNode], *known_by: object
    ) -> Plan:
        """Return the plan of an operation of a document, carried out by the same as before."""
        owners = operation, *known_by
        key = tuple(map(id, owners))
        kept = self._kept.get(key)
        if kept is not None:
            self._kept.move_to_end(key)
            return kept[0]
        plan = Plan()
        size = _selections(operation, fragments)
        if size is not None and size <= self._max_selections:
            self._kept[key] = plan, size, owners
            self._selections += size
            while self._selections > self._max_selections:
                _, (_, dropped, _) = self._kept.popitem(last=False)
                self._selections -= dropped
        return plan


def _selections(operation: OperationDefinitionNode, fragments: dict[str, FragmentDefinitionNode]) -> int | None:
    """Return how many selections a document has; None where they may not be the same each time."""
    if any(each.variable_definitions for each in fragments.values()):
        return None
    count = 0
    unseen: list[SelectionSetNode] = [each.selection_set for each in (operation, *fragments.values())]
    while unseen:
        for node in unseen.pop().selections:
            if node.directives:
                return None
            count += 1
            # What a fragment's name stands for is among the fragments already.
            if not isinstance(node, FragmentSpreadNode) and cast("Any", node).selection_set is not None:
                unseen.append(cast("Any", node).selection_set)
    return count
