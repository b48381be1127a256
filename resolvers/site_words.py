"""The closed sets of words that some of the site's entries take, as REST v4 writes them."""

from enum import StrEnum


class BackgroundPattern(StrEnum):
    """What the background of pages shows."""

    DOTS = "dots"
    SQUARES = "squares"
    TILES = "tiles"
    NONE = "none"
    RADIAL_BLUE = "radial-blue"
    RADIAL_MONO = "radial-mono"
    RADIAL_MIDNIGHT = "radial-midnight"
    CIRCLE_MONO = "circle-mono"
    CARBON_FIBRE = "carbon-fibre"
    TEXTURE_SKY = "texture-sky"
    ANGULAR_MONO = "angular-mono"
    ANGULAR_SPRING = "angular-spring"
    ANGULAR_BLOOM = "angular-bloom"
    PETS = "pets"


class Theme(StrEnum):
    """Whether pages are light or dark."""

    LIGHT = "light"
    DARK = "dark"
    SYSTEM = "system"
    NONE = "none"


class BarStyle(StrEnum):
    """How the bar of a day is filled."""

    PARTIAL = "PARTIAL"
    FULL = "FULL"


class BarRoundness(StrEnum):
    """Which corners the bars of days have."""

    SHARP = "SHARP"
    ROUNDED = "ROUNDED"


class SummaryStyle(StrEnum):
    """What the summary of a monitor speaks of."""

    CURRENT = "CURRENT"
    DAY = "DAY"
