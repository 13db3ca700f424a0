"""The settings of webhooks: whose key signs, and where deliveries may lead."""

from pathlib import Path

import pytest

from adapters.settings import Settings, only_here
from application.webhook_secrets import WebhookKeyMissing, WebhookKeyTooShort

ID = "webhook:board"
KEY = "a key of the operators, long enough"


@pytest.fixture(autouse=True)
def no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATABASE_URL", "DATABASE_URL_FILE", "SECRET_KEY", "SECRET_KEY_FILE", "WEBHOOK_PRIVATE_HOSTS"):
        monkeypatch.delenv(f"SHINCHOKU_{name}", raising=False)


def test_the_embedded_database_has_a_key_beside_it_that_stays(tmp_path: Path) -> None:
    seal, secret = Settings(data_directory=tmp_path).sealer().new(ID)
    assert only_here(tmp_path).sealer().secret(ID, seal) == secret
    assert (tmp_path / "secret.key").exists()


def test_a_database_elsewhere_needs_a_key_that_all_services_share(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHINCHOKU_DATABASE_URL", "postgresql://db.example/shinchoku")
    with pytest.raises(WebhookKeyMissing):
        Settings(data_directory=tmp_path).sealer().new(ID)
    assert not (tmp_path / "secret.key").exists()
    file = tmp_path / "secret"
    file.write_text(f"{KEY}\n", encoding="utf-8")
    monkeypatch.setenv("SHINCHOKU_SECRET_KEY_FILE", str(file))
    seal, secret = Settings(data_directory=tmp_path).sealer().new(ID)
    monkeypatch.delenv("SHINCHOKU_SECRET_KEY_FILE")
    monkeypatch.setenv("SHINCHOKU_SECRET_KEY", KEY)
    settings = Settings(data_directory=tmp_path)
    assert settings.sealer().secret(ID, seal) == secret
    assert KEY not in repr(settings)
    monkeypatch.setenv("SHINCHOKU_SECRET_KEY", "short")
    with pytest.raises(WebhookKeyTooShort):
        Settings(data_directory=tmp_path).sealer()


def test_inner_hosts_are_named_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not Settings().address_rules().allows("board.lgwan.example", "10.0.0.1")
    monkeypatch.setenv("SHINCHOKU_WEBHOOK_PRIVATE_HOSTS", " Board.lgwan.example, , hub.lgwan.example")
    rules = Settings().address_rules()
    hosts = ("board.lgwan.example", "hub.lgwan.example", "other.lgwan.example", "")
    assert [rules.allows(each, "10.0.0.1") for each in hosts] == [True, True, False, False]
    assert not rules.allows("board.lgwan.example", "127.0.0.1")
    assert Settings(webhook_loopback=True).address_rules().allows("localhost", "127.0.0.1")
