"""What a request carries is made when it is asked for, and made anew once it is to be forgotten."""

import gc
import weakref

from schema.context import Context


def test_loaders_stay_the_same_until_they_are_forgotten():
    context = Context(None)
    before = context.monitors, context.links, context.site, context.addresses
    assert (context.monitors, context.links, context.site, context.addresses) == before

    context.forget()

    after = context.monitors, context.links, context.site, context.addresses
    assert all(new is not old for new, old in zip(after, before, strict=True))


async def test_a_second_operation_of_a_socket_loads_anew_and_the_first_does_not():
    context = Context(None)
    first = context.monitors
    context.begin()
    assert context.monitors is first

    context.begin()

    assert context.monitors is not first


def test_a_request_that_loads_nothing_leaves_nothing_to_the_garbage_collector():
    # Loaders and their request hold each other: thousands a second of them stopped the process for 10 ms at a time.
    context = Context(None)
    gone = weakref.ref(context)
    gc.disable()
    try:
        del context
        assert gone() is None
    finally:
        gc.enable()
