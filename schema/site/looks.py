"""How pages look: words, links, colours and dates.

What was never set, or can't be read as its type, is null.
"""

import strawberry

from schema.site.documents import json_name


@strawberry.type(description="A link at the top of pages.")
class NavLink:
    """A link."""

    name: str = strawberry.field(description="What it says.")
    url: str = strawberry.field(description="Where it leads.")
    icon_url: str | None = strawberry.field(description="The address of its icon.", metadata=json_name("iconURL"))


@strawberry.type(description="The words at the top of the home page.")
class Hero:
    """Two lines."""

    title: str = strawberry.field(description="The heading.")
    subtitle: str = strawberry.field(description="What stands under it.")


@strawberry.type(description="The colour of each status, as `#rrggbb`.")
class StatusColors:
    """Colours."""

    up: str = strawberry.field(description="Of UP.", metadata=json_name("UP"))
    down: str = strawberry.field(description="Of DOWN.", metadata=json_name("DOWN"))
    degraded: str = strawberry.field(description="Of DEGRADED.", metadata=json_name("DEGRADED"))
    maintenance: str = strawberry.field(description="Of MAINTENANCE.", metadata=json_name("MAINTENANCE"))
    accent: str | None = strawberry.field(description="Of what stands out.", metadata=json_name("ACCENT"))
    accent_foreground: str | None = strawberry.field(
        description="Of text on what stands out.", metadata=json_name("ACCENT_FOREGROUND")
    )


@strawberry.type(description="The font of pages.")
class Font:
    """A font."""

    family: str | None = strawberry.field(description="The name of its family.")
    css_url: str | None = strawberry.field(
        description="The address of the style sheet that loads it.", metadata=json_name("cssSrc")
    )


@strawberry.type(description="A tag for the head of pages.")
class MetaTag:
    """A tag."""

    key: str = strawberry.field(description="Its name.")
    value: str = strawberry.field(description="Its content.")


@strawberry.type(description="A language that pages come in.")
class Locale:
    """A language."""

    code: str = strawberry.field(description="Its code, like `en`.")
    name: str | None = strawberry.field(description="Its own name for itself.")
    selected: bool | None = strawberry.field(description="Whether visitors may choose it.")
    disabled: bool | None = strawberry.field(description="Whether it may not be changed.")


@strawberry.type(description="The languages that pages come in.")
class Languages:
    """Languages."""

    default_locale: str | None = strawberry.field(description="The code of the one that they come in at first.")
    locales: list[Locale] | None = strawberry.field(description="All of them.")


@strawberry.type(description="How dates and times are written, in the patterns of the library date-fns.")
class DateFormats:
    """Patterns."""

    date_and_time: str | None = strawberry.field(description="Both.", metadata=json_name("datePlusTime"))
    date: str | None = strawberry.field(description="A date alone.", metadata=json_name("dateOnly"))
    time: str | None = strawberry.field(description="A time alone.", metadata=json_name("timeOnly"))


@strawberry.type(description="The map of the site for search engines.")
class Sitemap:
    """A map."""

    mode: str | None = strawberry.field(description="How it is made; `off`: not at all.")
    urls: list[str] | None = strawberry.field(description="Addresses in it.")


@strawberry.type(description="What is to be said to everybody.")
class Announcement:
    """An announcement."""

    title: str | None = strawberry.field(description="The heading.")
    message: str | None = strawberry.field(description="What is said.")
    type: str | None = strawberry.field(description="What kind it is, like `INFO`.")
    enabled: bool | None = strawberry.field(description="Whether it is shown.")


@strawberry.type(description="A service that counts visitors.")
class AnalyticsService:
    """A service."""

    id: str = strawberry.field(description="What the service knows the site by.")
    type: str = strawberry.field(description="Which service it is.")
    name: str | None = strawberry.field(description="What people call it.")
    script: str | None = strawberry.field(description="The address of its script.")
