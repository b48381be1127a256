"""How much one request may ask for, apart from what it costs (`schema.cost`)."""

from graphql.validation import ASTValidationRule
from strawberry.extensions.max_aliases import create_validator as aliases_rule
from strawberry.extensions.query_depth_limiter import create_validator as depth_rule

MAX_DEPTH = 15
MAX_ALIASES = 50
MAX_TOKENS = 4000
RULES: tuple[type[ASTValidationRule], ...] = (depth_rule(MAX_DEPTH, None, None), aliases_rule(MAX_ALIASES))
