import pytest

from core.errors import Forbidden, Unauthenticated
from core.principal import PUBLIC, SYSTEM, Access, Principal


@pytest.mark.parametrize("access", list(Access))
def test_every_access_includes_the_ones_below_it(access):
    Principal(Access.ADMIN, "key", 1).require(access)
    SYSTEM.require(access)


def test_the_public_is_asked_for_a_key():
    with pytest.raises(Unauthenticated, match="This needs an API key"):
        PUBLIC.require(Access.READ)


def test_a_key_that_does_not_reach_far_enough_is_told_its_scope():
    with pytest.raises(Forbidden, match="'ci' has the scope read; this needs the scope write"):
        Principal(Access.READ, "ci", 1).require(Access.WRITE)
