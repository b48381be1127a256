"""How pages look: words, links, colours and dates.

What is left out is not set.
"""

import strawberry

from schema.site.documents import json_name


@strawberry.input(description="A link at the top of pages.")
class NavLinkInput:
    """A link."""

    name: str = strawberry.field(description="What it says.")
    url: str = strawberry.field(description="Where it leads.")
    icon_url: str | None = strawberry.field(
        default=None, description="The address of its icon.", metadata=json_name("iconURL")
    )


@strawberry.input(description="The words at the top of the home page.")
class HeroInput:
    """Two lines."""

    title: str = strawberry.field(description="The heading.")
    subtitle: str = strawberry.field(description="What stands under it.")


@strawberry.input(description="The colour of each status, as `#rrggbb`.")
class StatusColorsInput:
    """Colours."""

    up: str = strawberry.field(description="Of UP.", metadata=json_name("UP"))
    down: str = strawberry.field(description="Of DOWN.", metadata=json_name("DOWN"))
    degraded: str = strawberry.field(description="Of DEGRADED.", metadata=json_name("DEGRADED"))
    maintenance: str = strawberry.field(description="Of MAINTENANCE.", metadata=json_name("MAINTENANCE"))
    accent: str | None = strawberry.field(default=None, description="Of what stands out.", metadata=json_name("ACCENT"))
    accent_foreground: str | None = strawberry.field(
        default=None, description="Of text on what stands out.", metadata=json_name("ACCENT_FOREGROUND")
    )


@strawberry.input(description="The font of pages.")
class FontInput:
    """A font."""

    family: str | None = strawberry.field(default=None, description="The name of its family.")
    css_url: str | None = strawberry.field(
        default=None, description="The address of the style sheet that loads it.", metadata=json_name("cssSrc")
    )


@strawberry.input(description="A tag for the head of pages.")
class MetaTagInput:
    """A tag."""

    key: str = strawberry.field(description="Its name.")
    value: str = strawberry.field(description="Its content.")


@strawberry.input(description="A language that pages come in.")
class LocaleInput:
    """A language."""

    code: str = strawberry.field(description="Its code, like `en`.")
    name: str | None = strawberry.field(default=None, description="Its own name for itself.")
    selected: bool | None = strawberry.field(default=None, description="Whether visitors may choose it.")
    disabled: bool | None = strawberry.field(default=None, description="Whether it may not be changed.")


@strawberry.input(description="The languages that pages come in.")
class LanguagesInput:
    """Languages."""

    default_locale: str | None = strawberry.field(
        default=None, description="The code of the one that they come in at first."
    )
    locales: list[LocaleInput] | None = strawberry.field(default=None, description="All of them.")


@strawberry.input(description="How dates and times are written, in the patterns of the library date-fns.")
class DateFormatsInput:
    """Patterns."""

    date_and_time: str | None = strawberry.field(default=None, description="Both.", metadata=json_name("datePlusTime"))
    date: str | None = strawberry.field(default=None, description="A date alone.", metadata=json_name("dateOnly"))
    time: str | None = strawberry.field(default=None, description="A time alone.", metadata=json_name("timeOnly"))


@strawberry.input(description="The map of the site for search engines.")
class SitemapInput:
    """A map."""

    mode: str | None = strawberry.field(default=None, description="How it is made; `off`: not at all.")
    urls: list[str] | None = strawberry.field(default=None, description="Addresses in it.")


@strawberry.input(description="What is to be said to everybody.")
class AnnouncementInput:
    """An announcement."""

    title: str | None = strawberry.field(default=None, description="The heading.")
    message: str | None = strawberry.field(default=None, description="What is said.")
    type: str | None = strawberry.field(default=None, description="What kind it is, like `INFO`.")
    enabled: bool | None = strawberry.field(default=None, description="Whether it is shown.")


@strawberry.input(description="A service that counts visitors.")
class AnalyticsServiceInput:
    """A service."""

    id: str = strawberry.field(description="What the service knows the site by.")
    type: str = strawberry.field(description="Which service it is.")
    name: str | None = strawberry.field(default=None, description="What people call it.")
    script: str | None = strawberry.field(default=None, description="The address of its script.")
