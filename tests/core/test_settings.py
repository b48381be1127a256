import pytest

from core.errors import SettingsError
from core.settings import Settings, load


def test_every_setting_says_what_it_means():
    undocumented = [name for name, field in Settings.model_fields.items() if not field.description]

    assert undocumented == []


def test_settings_are_read_from_the_environment(monkeypatch):
    monkeypatch.setenv("HELIOGRAPH_PORT", "9001")
    monkeypatch.setenv("DATABASE_URL", "postgres://u:p@db/heliograph")
    monkeypatch.setenv("HELIOGRAPH_SECRETS_ALLOW", "SHOP_*, API_TOKEN")

    settings = load()

    assert settings.port == 9001
    assert settings.database_url == "postgres://u:p@db/heliograph"
    assert settings.secrets_allow == ("SHOP_*", "API_TOKEN")


@pytest.mark.parametrize(
    ("variable", "value", "message"),
    [
        ("HELIOGRAPH_PORT", "99999", "HELIOGRAPH_PORT: got '99999'; Input should be less than or equal to 65535"),
        ("HELIOGRAPH_PORT", "web", "HELIOGRAPH_PORT: got 'web'; Input should be a valid integer"),
        ("HELIOGRAPH_SITE_URL", "status.example", "HELIOGRAPH_SITE_URL: got 'status.example'; a site's URL starts"),
        ("DATABASE_URL", "mysql://root:pw@db/x", "DATABASE_URL: got a value that is not shown; a database's URL"),
        ("REDIS_URL", "http://:pw@redis", "REDIS_URL: got a value that is not shown; a Redis URL starts with"),
        ("HELIOGRAPH_SMTP_URL", "https://me:pw@mail", "HELIOGRAPH_SMTP_URL: got a value that is not shown; a mail"),
        ("HELIOGRAPH_SMTP_URL", "smtp://me:pw@mail:0", "HELIOGRAPH_SMTP_URL: got a value that is not shown; a mail"),
        ("HELIOGRAPH_SMTP_FROM", "Ops <a@b>\nBcc: c@d", "HELIOGRAPH_SMTP_FROM: got 'Ops <a@b>\\nBcc: c@d'; it must be"),
        ("HELIOGRAPH_DELIVERY_ATTEMPTS", "0", "HELIOGRAPH_DELIVERY_ATTEMPTS: got '0'; Input should be greater"),
        ("HELIOGRAPH_ADMIN_KEY", "hunter2", "HELIOGRAPH_ADMIN_KEY: got a value that is not shown; an API key is"),
    ],
)  # fmt: skip
def test_a_wrong_setting_is_one_line_with_the_variable_and_what_it_takes(monkeypatch, variable, value, message):
    monkeypatch.setenv(variable, value)

    with pytest.raises(SettingsError) as refused:
        load()

    assert str(refused.value).startswith(message)
    assert "\n" not in str(refused.value)
    assert "pw" not in str(refused.value)
    assert "hunter2" not in str(refused.value)


@pytest.mark.parametrize(
    ("options", "url"),
    [
        ({"site_url": "https://status.example/"}, "https://status.example"),
        ({"host": "0.0.0.0", "port": 8001}, "http://127.0.0.1:8001"),
        ({"host": "::1", "port": 8001}, "http://[::1]:8001"),
    ],
)
def test_links_start_with_the_sites_url_or_the_address_listened_on(options, url):
    assert load(**options).public_url == url
