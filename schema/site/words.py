"""The closed sets of words of the site's entries as GraphQL enums."""

from resolvers.site_words import BackgroundPattern, BarRoundness, BarStyle, SummaryStyle, Theme
from schema.enums import described

__all__ = ["BackgroundPattern", "BarRoundness", "BarStyle", "SummaryStyle", "Theme"]

described(
    BackgroundPattern,
    "What the background of pages shows.",
    DOTS="Dots.",
    SQUARES="Squares.",
    TILES="Tiles.",
    NONE="Nothing.",
    RADIAL_BLUE="A blue glow.",
    RADIAL_MONO="A grey glow.",
    RADIAL_MIDNIGHT="A dark glow.",
    CIRCLE_MONO="A grey circle.",
    CARBON_FIBRE="Carbon fibre.",
    TEXTURE_SKY="A sky.",
    ANGULAR_MONO="Grey angles.",
    ANGULAR_SPRING="Angles in the colours of spring.",
    ANGULAR_BLOOM="Angles in the colours of blossoms.",
    PETS="Pets.",
)
described(
    Theme,
    "Whether pages are light or dark before a visitor chooses.",
    LIGHT="Light.",
    DARK="Dark.",
    SYSTEM="As the visitor's system is.",
    NONE="Left to the frontend.",
)
described(
    BarStyle,
    "How the bar of a day that was not all well is filled.",
    PARTIAL="As much as was not well.",
    FULL="All of it.",
)
described(BarRoundness, "Which corners the bars of days have.", SHARP="Sharp ones.", ROUNDED="Round ones.")
described(
    SummaryStyle,
    "What the summary of a monitor speaks of.",
    CURRENT="How it is now.",
    DAY="How it was over the day.",
)
