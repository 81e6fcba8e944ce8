"""Settings: what a person who starts the programme may write, and what they are told when it cannot be used."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from config import ROOT, VARIABLES, MailServer, Settings, SettingsError, development_secret

SECRET = "0123456789abcdef0123456789abcdef"
MAIL = {"MAIL_SERVER": "mail.example", "MAIL_FROM": "training@example.org", "PUBLIC_URL": "https://training.example.org/lms/"}
PRODUCTION = {"LMS_ENV": "production", "SECRET_KEY": SECRET}


@pytest.fixture
def read(tmp_path: Path):
    """Settings of an environment that has these variables and a folder of its own."""

    def from_env(**environ: str) -> Settings:
        return Settings.from_env({"LMS_DATA": str(tmp_path), **environ})

    return from_env


def refusal(read, **environ: str) -> str:
    with pytest.raises(SettingsError) as refused:
        read(**environ)
    return str(refused.value)


def test_without_any_setting_it_is_a_demo_on_a_file_that_only_this_machine_reaches(read, tmp_path: Path) -> None:
    settings = read()
    assert settings.demo
    assert settings.database_url == f"sqlite:///{tmp_path}/lms.sqlite"
    assert settings.address == "http://127.0.0.1:5000"
    assert (settings.idle_minutes, settings.log, settings.is_production) == (10, "plain", False)


def test_data_stands_in_var_beside_the_code_unless_said_otherwise() -> None:
    assert Settings.from_env({}).data == ROOT / "var"


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("LMS_ENV", "prod", "development or production"),
        ("LMS_DEMO", "yes", "1 for yes or 0 for no"),
        ("PORT", "0", "from 1 to 65535"),
        ("PORT", "5000x", "from 1 to 65535"),
        ("PORT", "٥٠٠٠", "from 1 to 65535"),
        ("LMS_IDLE_MINUTES", "-1", "from 1 to 240"),
        ("LMS_MAX_UPLOAD_KB", "2", "from 64 to"),
        ("LMS_PROXIES", "all", "from 0 to 5"),
        ("LMS_LOG", "xml", "json or plain"),
        ("LMS_ARGON_COST", "1", "full or test"),
        ("LMS_PROGRAMME_NAME", "a\nb", "on one line"),
        ("LMS_PROGRAMME_NAME", "x" * 81, "at most 80"),
        ("DATABASE_URL", "mysql://root:hunter2@db/lms", "write postgresql://"),
        ("DATABASE_URL", "postgresql://root:hunter2@db", "write postgresql://"),
        ("DATABASE_URL", "sqlite:///:memory:", "sqlite:///FILE"),
    ],
)
def test_a_wrong_value_is_one_sentence_that_names_the_variable_and_says_how_to_write_it(read, name: str, value: str, says: str) -> None:
    sentence = refusal(read, **{name: value})
    assert sentence.startswith(f"{name} ")
    assert says in sentence
    assert sentence.endswith(".") and "\n" not in sentence


def test_a_refusal_never_repeats_a_password(read) -> None:
    assert "hunter2" not in refusal(read, DATABASE_URL="mysql://root:hunter2@db/lms")


def test_settings_can_be_printed_without_giving_away_secrets(read) -> None:
    shown = repr(read(SECRET_KEY=SECRET, DATABASE_URL="postgresql://root:hunter2@db/lms"))
    assert SECRET not in shown and "hunter2" not in shown


def test_a_misspelt_setting_is_not_silently_obeyed_by_nobody(read) -> None:
    assert refusal(read, LMS_IDEL_MINUTES="5") == "LMS_IDEL_MINUTES is not a setting: did you mean LMS_IDLE_MINUTES."


def test_a_folder_that_cannot_be_written_is_said_with_its_path(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("")
    with pytest.raises(SettingsError, match=r"^LMS_DATA is .*/file/data, which cannot be written"):
        Settings.from_env({"LMS_DATA": str(file / "data")})


def test_a_folder_that_is_made_is_its_owners_alone_and_one_that_was_there_keeps_its_mode(tmp_path: Path) -> None:
    there = tmp_path / "there"
    there.mkdir(mode=0o750)
    for name in ("there", "made"):
        Settings.from_env({"LMS_DATA": str(tmp_path / name)})
    assert [stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("there", "made")] == [0o750, 0o700]


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_every_way_to_write_postgresql_means_the_same(read, scheme: str) -> None:
    settings = read(DATABASE_URL=f"{scheme}://lms:pw@db/lms")
    assert settings.database_url == "postgresql+psycopg://lms:pw@db/lms"
    assert not settings.demo, "a database of one's own has no demo unless asked for"
    assert settings.database_file is None


def test_a_file_of_sqlite_is_found_from_any_folder(read, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    assert read(DATABASE_URL="sqlite:///mine.sqlite").database_file == tmp_path / "mine.sqlite"


def test_production_starts_with_a_secret_of_its_own(read) -> None:
    settings = read(**PRODUCTION)
    assert (settings.secret_key, settings.demo, settings.log) == (SECRET, False, "json")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", ""),
        ("SECRET_KEY", "dev"),
        ("SECRET_KEY", "x" * 64),
        ("LMS_DEMO", "1"),
        ("FLASK_DEBUG", "1"),
        ("LMS_ARGON_COST", "test"),
    ],
)
def test_production_refuses(read, name: str, value: str) -> None:
    assert refusal(read, **{**PRODUCTION, name: value}).startswith(name)


def test_production_does_not_take_the_secret_of_a_development_folder(read, tmp_path: Path) -> None:
    read()
    assert (tmp_path / "secret").exists()
    assert refusal(read, LMS_ENV="production").startswith("SECRET_KEY is not set")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("HOST", "0.0.0.0"),  # noqa: S104 - refused
        ("HOST", "::"),
        ("HOST", "training.example"),
        ("MAIL_SERVER", "mail.example"),
        ("DATABASE_URL", "postgresql://lms@db/lms"),
    ],
)
def test_the_demo_refuses_to_stand_where_others_or_real_people_are(read, name: str, value: str) -> None:
    assert refusal(read, LMS_DEMO="1", **{name: value}).startswith(name)
    assert not read(LMS_DEMO="0", **{**MAIL, name: value}).demo


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "localhost"])
def test_the_demo_may_stand_on_an_address_of_this_machine_only(read, host: str) -> None:
    assert read(HOST=host).demo


def test_the_demo_may_stand_on_a_postgresql_database_that_is_named_so(read) -> None:
    assert read(LMS_DEMO="1", DATABASE_URL="postgresql://lms@db/lms_demo").demo
    assert refusal(read, LMS_DEMO="1", DATABASE_URL="postgresql://demo:demo@demo/lms").startswith("DATABASE_URL")


def test_a_mail_server_is_said_whole_and_reached_over_tls_unless_said_otherwise(read) -> None:
    assert read(LMS_DEMO="0").mail is None
    settings = read(LMS_DEMO="0", **MAIL)
    assert settings.mail == MailServer("mail.example", 587, "starttls", "training@example.org")
    assert settings.public_url == "https://training.example.org/lms"
    with_password = {"MAIL_USER": "lms", "MAIL_PASSWORD": "hunter2"}
    found = read(LMS_DEMO="0", **{**MAIL, **with_password, "MAIL_SERVER": "127.0.0.1:1025", "MAIL_TLS": "none"}).mail
    assert found == MailServer("127.0.0.1", 1025, "none", "training@example.org", "lms", "hunter2")
    assert "hunter2" not in repr(found)
    assert read(LMS_DEMO="0", **{**MAIL, "MAIL_TLS": "tls"}).mail.port == 465


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("MAIL_FROM", "", "is not set beside MAIL_SERVER"),
        ("PUBLIC_URL", "", "is not set beside MAIL_SERVER"),
        ("MAIL_FROM", "Training <training@example.org>", "write the address alone"),
        ("MAIL_SERVER", "mail.example:smtp", "write HOST or HOST:PORT"),
        ("MAIL_SERVER", "smtp://mail.example", "write HOST or HOST:PORT"),
        ("MAIL_TLS", "ssl", "starttls or tls or none"),
        ("MAIL_USER", "lms", "set both or neither"),
        ("PUBLIC_URL", "training.example.org", "for example https://"),
    ],
)
def test_a_mail_setting_that_cannot_be_used_is_said_by_name(read, name: str, value: str, says: str) -> None:
    assert says in refusal(read, LMS_DEMO="0", **{**MAIL, name: value})


def test_a_password_does_not_travel_open_to_another_machine(read) -> None:
    open_line = {**MAIL, "MAIL_TLS": "none", "MAIL_USER": "lms", "MAIL_PASSWORD": "hunter2"}
    sentence = refusal(read, LMS_DEMO="0", **open_line)
    assert sentence.startswith("MAIL_TLS is none") and "hunter2" not in sentence


def test_a_folder_keeps_its_own_secret_and_nobody_else_can_read_it(read, tmp_path: Path) -> None:
    first, again = read().secret_key, read().secret_key
    assert first == again and len(first) == 64
    assert stat.S_IMODE((tmp_path / "secret").stat().st_mode) == 0o600


def test_processes_that_start_at_once_agree_on_one_secret(tmp_path: Path) -> None:
    with ThreadPoolExecutor(16) as pool:
        seen = set(pool.map(lambda _: development_secret(tmp_path), range(64)))
    assert len(seen) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["secret"]


def test_every_setting_is_explained_where_production_is(read) -> None:
    explained = (ROOT / "docs" / "deploy.md").read_text(encoding="utf-8")
    assert [name for name in VARIABLES if f"`{name}`" not in explained] == []
