"""The clock's door: the worker that ticks, checks, settles and sends."""
