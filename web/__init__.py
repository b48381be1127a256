"""The browsers' door: pages, assets and everything else that is served to be looked at."""
