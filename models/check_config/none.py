"""The configuration of a monitor of type NONE: nothing is checked, people and the data API set its status."""

from models.check_config.configuration import Configuration


class NoneConfig(Configuration):
    """With `overrideWithLastKnownStatus` each minute repeats the last status that was set by hand."""

    override_with_last_known_status: bool = False
