"""Database drivers, in child processes: some bytes of a hostile server make them loop, or crash their process.

Callers import `jobs.drivers.pool` and the values it takes and returns. This module stays empty because the children
import it too, and should start without paying for what they do not need.
"""
