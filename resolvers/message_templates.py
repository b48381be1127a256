"""Templates of the messages to subscribers: read, changed, and tried with sample values."""

from dataclasses import dataclass, replace
from datetime import datetime

from core.errors import InvalidInput, NotFound
from core.principal import Access, Principal
from core.template_parts import Section, Variable, parse
from core.templates import Destination, TemplateError, check, render
from core.unset import UNSET, Unset
from models.database import transaction
from models.enums import MessageKind
from models.message_template import MessageTemplate
from resolvers import subscription_policy, text
from resolvers.message_defaults import DEFAULTS, Wording
from resolvers.message_variables import KINDS, SAMPLES, needed, vocabulary

_LANDS = {"subject": Destination.LINE, "html": Destination.HTML, "text": Destination.TEXT}


@dataclass(frozen=True, slots=True)
class Template:
    """How one kind of message reads; `updated_at` is None where it is the product's own wording."""

    kind: MessageKind
    wording: Wording
    updated_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class TemplateChanges:
    """What is to become different."""

    subject: str | Unset = UNSET
    html: str | Unset = UNSET
    text: str | Unset = UNSET


@dataclass(frozen=True, slots=True)
class Rendered:
    """A message, written out."""

    subject: str
    html: str
    text: str


async def list_(principal: Principal) -> list[Template]:
    """Return the templates of all kinds."""
    principal.require(Access.READ)
    own = {row.kind: row for row in await MessageTemplate.all()}
    return [_template(kind, own.get(kind.value)) for kind in KINDS]


async def current(kind: MessageKind) -> Wording:
    """Return how this kind of message reads now."""
    return _template(kind, await MessageTemplate.get_or_none(kind=kind.value)).wording


def _template(kind: MessageKind, row: MessageTemplate | None) -> Template:
    if row is None:
        return Template(kind, DEFAULTS[kind])
    return Template(kind, Wording(row.subject, row.html, row.text), row.updated_at)


async def update(principal: Principal, kind: MessageKind, changes: TemplateChanges) -> Template:
    """Change what is given; raises InvalidInput, with the line, for a template that can't be sent, and NotFound."""
    principal.require(Access.WRITE)
    _check_kind(kind)
    async with transaction():
        before = await MessageTemplate.filter(kind=kind.value).select_for_update().first()
        wording = _changed(_template(kind, before).wording, changes)
        _check(kind, wording)
        values = {"subject": wording.subject, "html": wording.html, "text": wording.text}
        row, _ = await MessageTemplate.update_or_create(kind=kind.value, defaults=values)
    return _template(kind, row)


async def reset(principal: Principal, kind: MessageKind) -> Template:
    """Let a kind of message read as the product has it again; raises NotFound for a kind without templates."""
    principal.require(Access.WRITE)
    _check_kind(kind)
    async with transaction():
        await MessageTemplate.filter(kind=kind.value).delete()
    return Template(kind, DEFAULTS[kind])


async def preview(principal: Principal, kind: MessageKind, changes: TemplateChanges) -> Rendered:
    """Write a message out with sample values, as it would read after a change; raises as `update` does."""
    principal.require(Access.READ)
    _check_kind(kind)
    wording = _changed(await current(kind), changes)
    _check(kind, wording)
    site = (await subscription_policy.read()).variables()
    return written_out(wording, {**SAMPLES[kind], **site})


def written_out(wording: Wording, variables: dict[str, str]) -> Rendered:
    """Return a message with its variables filled in; raises TemplateError."""
    return Rendered(
        render(wording.subject, variables, Destination.LINE),
        render(wording.html, variables, Destination.HTML),
        render(wording.text, variables, Destination.TEXT),
    )


def _changed(wording: Wording, changes: TemplateChanges) -> Wording:
    given = {name: getattr(changes, name) for name in _LANDS if getattr(changes, name) is not UNSET}
    return replace(wording, **given)


def _check_kind(kind: MessageKind) -> None:
    if kind not in DEFAULTS:
        raise NotFound(f"There is no template for {kind.value}: its messages go to triggers", "kind")


def _check(kind: MessageKind, wording: Wording) -> None:
    for name, destination in _LANDS.items():
        template: str = getattr(wording, name)
        text.required(template, name, name)
        try:
            check(template, vocabulary(kind), destination)
        except TemplateError as error:
            raise InvalidInput(f"{name}, {error}", name) from None
    for name in ("html", "text"):
        if not any(
            isinstance(node, Variable) and node.name in needed(kind) for node in _always(getattr(wording, name))
        ):
            variables = " or ".join(f"{{{{{each}}}}}" for each in needed(kind))
            raise InvalidInput(f"{name} must have {variables} in it, outside of sections", name)


def _always(template: str) -> list[object]:
    """Return the parts of a template that are written whatever the variables are."""
    return [node for node in parse(template) if not isinstance(node, Section)]
