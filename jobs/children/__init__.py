"""Child processes of the worker that may do next to nothing, for work which a stranger's bytes can make go wrong.

What they run is `jobs.snippets` (JavaScript of monitors) and `jobs.drivers` (what speaks to databases). This module
stays empty because the children import it too, and should start without paying for what they do not need.
"""
