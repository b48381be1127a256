"""How much one request may ask for.

The rules are made once: rules made anew for each request would defeat the cache of validated queries.
"""

from collections.abc import Callable

from graphql.validation import ASTValidationRule
from strawberry.extensions import AddValidationRules, MaxTokensLimiter, ParserCache, SchemaExtension, ValidationCache
from strawberry.extensions.max_aliases import create_validator as aliases_rule
from strawberry.extensions.query_depth_limiter import create_validator as depth_rule

MAX_DEPTH = 15
MAX_ALIASES = 50
MAX_TOKENS = 4000
_CACHED_DOCUMENTS = 500
_RULES: list[type[ASTValidationRule]] = [depth_rule(MAX_DEPTH, None, None), aliases_rule(MAX_ALIASES)]


def limits() -> list[Callable[[], SchemaExtension]]:
    """Return the extensions that bound a request, and then the caches of what was found to be within the bounds."""
    return [
        lambda: AddValidationRules(_RULES),
        lambda: MaxTokensLimiter(MAX_TOKENS),
        lambda: ParserCache(maxsize=_CACHED_DOCUMENTS),
        lambda: ValidationCache(maxsize=_CACHED_DOCUMENTS),
    ]
