import pytest

from core import sealing


@pytest.fixture(autouse=True)
def key():
    sealing.use_key(b"the installation's key")


def test_a_sealed_message_is_read_with_the_same_key():
    assert sealing.unseal(sealing.seal(b"postgres://user:password@db")) == b"postgres://user:password@db"


def test_a_sealed_message_shows_nothing_and_looks_different_each_time():
    one, two = sealing.seal(b"password"), sealing.seal(b"password")

    assert "password" not in one
    assert one != two


def test_a_message_of_another_key_or_that_was_changed_is_not_read():
    sealed = sealing.seal(b"password")
    changed = sealed[:-4] + ("AAAA" if sealed[-4:] != "AAAA" else "BBBB")

    for broken in (changed, "", "ü", "nonsense"):
        with pytest.raises(sealing.BrokenSealError):
            sealing.unseal(broken)
    sealing.use_key(b"another installation's key")
    with pytest.raises(sealing.BrokenSealError):
        sealing.unseal(sealed)


def test_a_process_that_forgot_its_key_is_told(monkeypatch):
    monkeypatch.setattr(sealing, "_current", None)

    with pytest.raises(RuntimeError, match="use_key was not called"):
        sealing.seal(b"")
