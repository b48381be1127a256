"""Templates of messages to subscribers."""

import pytest

from core.errors import InvalidInput, NotFound
from core.principal import SYSTEM
from core.templates import Destination, check
from models.enums import MessageKind
from resolvers import message_templates, site
from resolvers.message_defaults import DEFAULTS
from resolvers.message_templates import Template, TemplateChanges
from resolvers.message_variables import KINDS, SAMPLES, vocabulary
from tests.contents import contents

pytestmark = pytest.mark.usefixtures("db", "now")
CREATED = MessageKind.INCIDENT_CREATED


@pytest.mark.parametrize("kind", KINDS)
async def test_the_defaults_of_every_kind_can_be_saved_and_shown(kind):
    wording = DEFAULTS[kind]
    for text, lands in (
        (wording.subject, Destination.LINE),
        (wording.html, Destination.HTML),
        (wording.text, Destination.TEXT),
    ):
        check(text, vocabulary(kind), lands)

    saved = await message_templates.update(SYSTEM, kind, TemplateChanges(wording.subject, wording.html, wording.text))
    shown = await message_templates.preview(SYSTEM, kind, TemplateChanges())

    assert saved.wording == wording
    title = SAMPLES[kind].get("incident_title") or SAMPLES[kind].get("maintenance_title") or "Confirm"
    assert all(title in part for part in (shown.subject, shown.html, shown.text))
    assert not any("{{" in part for part in (shown.subject, shown.html, shown.text))


async def test_every_kind_is_listed_with_its_own_template_where_there_is_one():
    await message_templates.update(SYSTEM, CREATED, TemplateChanges(subject="Oh: {{incident_title}}"))

    listed = {template.kind: template for template in await message_templates.list_(SYSTEM)}

    assert list(listed) == list(KINDS)
    assert listed[CREATED].wording.subject == "Oh: {{incident_title}}"
    assert listed[CREATED].wording.text == DEFAULTS[CREATED].text
    assert [kind for kind, template in listed.items() if template.updated_at is not None] == [CREATED]


async def test_a_reset_template_is_the_products_again():
    await message_templates.update(SYSTEM, CREATED, TemplateChanges(subject="Oh"))

    assert await message_templates.reset(SYSTEM, CREATED) == Template(CREATED, DEFAULTS[CREATED])
    assert await message_templates.current(CREATED) == DEFAULTS[CREATED]


@pytest.mark.parametrize(
    ("kind", "changes", "refusal"),
    [
        (CREATED, TemplateChanges(subject="{{nothing}}"), ("subject", "subject, line 1: there is no variable")),
        (CREATED, TemplateChanges(subject="a\nb"), ("subject", "subject, line 1: it must be one line")),
        (CREATED, TemplateChanges(subject=" "), ("subject", "subject is required")),
        (CREATED, TemplateChanges(text="\0{{manage_url}}"), ("text", "text must not contain the character NUL")),
        (
            CREATED,
            TemplateChanges(html="\n{{#comment}}"),
            ("html", "html, line 2: the section 'comment' is never closed"),
        ),
        (CREATED, TemplateChanges(html="<script>{{manage_url}}"), ("html", "html, line 1: a mail has no scripts")),
        (CREATED, TemplateChanges(html="hi"), ("html", "html must have {{unsubscribe_url}} or {{manage_url}} in it")),
        (
            CREATED,
            TemplateChanges(text="{{#comment}}{{manage_url}}{{/comment}}"),
            ("text", "text must have {{unsubscribe_url}} or {{manage_url}} in it"),
        ),
        (
            MessageKind.SUBSCRIPTION_CONFIRMATION,
            TemplateChanges(text="{{site_url}}"),
            ("text", "text must have {{confirm_url}} in it"),
        ),
        (
            CREATED,
            TemplateChanges(text="{{confirm_url}}"),
            ("text", "text, line 1: there is no variable 'confirm_url'"),
        ),
    ],
)
async def test_what_can_not_be_sent_is_refused_and_changes_nothing(kind, changes, refusal):
    before = await contents()

    for action in (message_templates.update, message_templates.preview):
        with pytest.raises(InvalidInput) as refused:
            await action(SYSTEM, kind, changes)
        assert (refused.value.field, refused.value.message[: len(refusal[1])]) == refusal

    assert await contents() == before


async def test_alerts_have_no_templates_here():
    for action in (
        message_templates.reset(SYSTEM, MessageKind.TEST),
        message_templates.preview(SYSTEM, MessageKind.TEST, TemplateChanges()),
    ):
        with pytest.raises(NotFound, match="There is no template for TEST"):
            await action


async def test_a_preview_shows_a_draft_with_the_sites_own_name_escaped_for_where_it_lands():
    await site.put(SYSTEM, "siteName", "A & <b>")

    shown = await message_templates.preview(
        SYSTEM, CREATED, TemplateChanges(html="{{site_name}} {{manage_url}}", text="{{site_name}} {{manage_url}}")
    )

    assert shown.html.startswith("A &amp; &lt;b&gt; ")
    assert shown.text.startswith("A & <b> ")
    assert await message_templates.current(CREATED) == DEFAULTS[CREATED]
