"""Turns what pydantic found wrong in a configuration into the sentence that a person gets."""

from collections.abc import Collection, Mapping
from typing import Any

from pydantic_core import ErrorDetails

_MAX_SHOWN = 80
# Keys whose values may be, or hold, a secret: they are named in an error, never repeated.
_UNSHOWN = {"connectionString", "secretString", "value", "body"}
_KINDS = {bool: "a boolean", int: "a number", float: "a number", str: "a text", dict: "an object"}
_RULES = {
    "missing": "must be set",
    "string_type": "must be a string",
    "string_unicode": "must be text that can be written in UTF-8",
    "string_too_short": "must not be empty",
    "string_too_long": "must have at most {max_length} characters",
    "int_type": "must be a whole number",
    "float_type": "must be a number",
    "finite_number": "must be a finite number",
    "bool_type": "must be true or false",
    "tuple_type": "must be a list",
    "too_short": "must have at least {min_length} item",
    "extra_forbidden": "is not a key that is known here",
    "too_long": "must have at most {max_length} items",
    "model_type": "must be an object",
    "enum": "must be one of {expected}",
    "literal_error": "must be one of {expected}",
    "greater_than_equal": "must be {ge} or more",
    "less_than_equal": "must be {le} or less",
}


def sentence(error: ErrorDetails, *, root: str = "type_data", unshown: Collection[str] = _UNSHOWN) -> tuple[str, str]:
    """Return the message for the first thing wrong, and the field it is about (such as `type_data.hosts[0].port`).

    `root` is what the configuration as a whole is called; values of keys in `unshown` are not repeated.
    """
    field = root + "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in error["loc"])
    context: Mapping[str, Any] = error.get("ctx", {})
    if error["type"] == "value_error":
        rule = str(context["error"])
    else:
        rule = _RULES.get(error["type"], "is not valid: {message}").format(message=error["msg"], **context)
    rule = rule.replace("'", "").replace(" or ", ", ") if error["type"] in {"enum", "literal_error"} else rule
    if error["type"] == "missing" or "but " in rule:
        return f"{field} {rule}", field
    return f"{field} {rule}; got {_shown(error['input'], is_secret=error['loc'][-1] in unshown)}", field


def _shown(value: object, *, is_secret: bool) -> str:
    """Return a value as a person may see it: short scalars as they are, the rest and possible secrets by their kind."""
    if isinstance(value, bool | int | float | str) and not is_secret:
        written = ascii(value).lower() if isinstance(value, bool) else ascii(value)
        if len(written) <= _MAX_SHOWN:
            return written
    return _KINDS.get(type(value), "a list")
