"""The JavaScript sandbox: runs the snippets that monitors carry, each in a confined child process.

Callers import `jobs.snippets.pool` and `jobs.snippets.errors`. This module stays empty because a child process
imports it too, and should start without paying for asyncio.
"""
