"""``[tool.migrate]``: what is read, what wins, and how a fault is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from codemod.configuration import ConfigurationError, Settings, load, nearest, suggestion


def written(folder: Path, text: str, name: str = "pyproject.toml") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def fault(path: Path) -> str:
    """Return the message of the fault in ``path``, without the path."""
    with pytest.raises(ConfigurationError) as caught:
        load(path)
    message = str(caught.value)
    assert message.startswith(f"{path}:")
    assert "\n" not in message
    return message.removeprefix(f"{path}:")


FULL = """
to = "toy"
sdk = "native"
source-hosts = ["relay.example"]
base-url = "https://toy.example/v1"
api-key-env = "TOY_KEY"
region = "here"
workspace = "w"
only = ["imports"]
skip = ["models"]
exclude = ["docs/*"]
strict = true
black = false
models = { "old-1" = "new-1" }
"""


@pytest.mark.parametrize(
    ("name", "text"),
    [("migrate.toml", FULL), ("pyproject.toml", f"[tool.migrate]{FULL}")],
    ids=["plain", "pyproject"],
)
def test_every_key_is_read(name: str, text: str, tmp_path: Path) -> None:
    settings = load(written(tmp_path, text, name))
    assert settings.places.keys() == {
        "to", "sdk", "source_hosts", "models", "base_url", "api_key_env", "region", "workspace",
        "only", "skip", "exclude", "strict", "black",
    }  # fmt: skip
    assert settings == Settings(
        to="toy",
        sdk="native",
        source_hosts=("relay.example",),
        models={"old-1": "new-1"},
        base_url="https://toy.example/v1",
        api_key_env="TOY_KEY",
        region="here",
        workspace="w",
        only=("imports",),
        skip=("models",),
        exclude=("docs/*",),
        strict=True,
        black=False,
        places=settings.places,
    )


def test_a_file_with_a_tool_table_is_read_as_a_pyproject(tmp_path: Path) -> None:
    path = written(tmp_path, "[tool.migrate]\nto = 'toy'\n", "other.toml")
    assert load(path).to == "toy"


def test_a_pyproject_without_the_table_says_nothing(tmp_path: Path) -> None:
    assert load(written(tmp_path, "[tool.black]\n")) == Settings()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            '[tool.migrate]\nto = "toy"\n  source-host = ["a"]\n',
            "3:3 CONFIGURATION unknown key source-host (did you mean source-hosts?)",
        ),
        (
            '[tool.migrate]\nbase_url = "https://a"\n',
            "2:1 CONFIGURATION unknown key base_url (did you mean base-url?)",
        ),
        ("[tool.migrate]\nxyzzy = 1\n", "2:1 CONFIGURATION unknown key xyzzy"),
        (
            "[tool.black]\nto = 1\n\n[tool.migrate]\nto = 1\n",
            "5:1 CONFIGURATION to must be a string",
        ),
        ('[tool.migrate]\n"to" = []\n', "2:1 CONFIGURATION to must be a string"),
        ('[tool.migrate]\nonly = "a"\n', "2:1 CONFIGURATION only must be an array of strings"),
        ("[tool.migrate]\nskip = [1]\n", "2:1 CONFIGURATION skip must be an array of strings"),
        (
            "[tool.migrate]\nstrict = 'yes'\n",
            "2:1 CONFIGURATION strict must be true or false",
        ),
        (
            "[tool.migrate]\n[tool.migrate.models]\nx = 1\n",
            "2:1 CONFIGURATION models must be a table of strings",
        ),
        ("[tool.migrate]\nmodels.x = 1\n", "2:1 CONFIGURATION models must be a table of strings"),
        ("[tool]\nmigrate = 1\n", "1:1 CONFIGURATION tool.migrate must be a table"),
        ("tool = 1\n", "1:1 CONFIGURATION tool must be a table"),
        ("[tool]\nmigrate = { too = 1 }\n", "1:1 CONFIGURATION unknown key too (did you mean to?)"),
    ],
)
def test_a_fault_names_its_place(text: str, message: str, tmp_path: Path) -> None:
    assert fault(written(tmp_path, text)) == message


def test_a_fault_in_a_plain_file_names_its_place(tmp_path: Path) -> None:
    path = written(tmp_path, "# ours\ntoo = 'toy'\n", "migrate.toml")
    assert fault(path) == "2:1 CONFIGURATION unknown key too (did you mean to?)"


def test_broken_toml_names_its_place(tmp_path: Path) -> None:
    message = fault(written(tmp_path, "[tool.migrate]\nto = \n"))
    assert message.startswith("2:6 CONFIGURATION ")


def test_a_file_that_is_not_utf_8_is_a_fault(tmp_path: Path) -> None:
    path = tmp_path / "pyproject.toml"
    path.write_bytes(b"# caf\xe9\n[tool.migrate]\n")
    assert fault(path) == "1:1 CONFIGURATION the file is not UTF-8"


def test_the_nearest_table_counts(tmp_path: Path) -> None:
    written(tmp_path, "[tool.migrate]\nto = 'outer'\n")
    written(tmp_path / "pkg", "[project]\nname = 'without-the-table'\n")
    written(tmp_path / "other", "[tool.migrate]\nto = 'inner'\n")
    (tmp_path / "pkg" / "a.py").touch()
    assert nearest(tmp_path / "pkg" / "a.py").to == "outer"
    assert nearest(tmp_path / "other").to == "inner"


def test_the_search_ends_at_the_repository(tmp_path: Path) -> None:
    written(tmp_path, "[tool.migrate]\nto = 'outside'\n")
    (tmp_path / "repository" / ".git").mkdir(parents=True)
    assert nearest(tmp_path / "repository") == Settings()


def test_a_broken_pyproject_that_does_not_concern_us_is_no_fault(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    written(tmp_path, "[project\n")
    assert nearest(tmp_path) == Settings()
    written(tmp_path, "[project\n[tool.migrate]\n")
    with pytest.raises(ConfigurationError):
        nearest(tmp_path)


def test_the_command_line_beats_the_file() -> None:
    file = Settings(
        to="a",
        region="here",
        only=("imports",),
        strict=True,
        black=True,
        models={"x": "file", "y": "file"},
        places={"to": "p:1:1", "region": "p:2:1"},
    )
    said = Settings(to="b", skip=("models",), black=False, models={"x": "said"})
    assert said.over(file) == Settings(
        to="b",
        region="here",
        only=("imports",),
        skip=("models",),
        strict=True,
        black=False,
        models={"x": "said", "y": "file"},
        places={"region": "p:2:1"},
    )


def test_an_error_names_the_place_of_a_value_from_the_file_only() -> None:
    settings = Settings(to="b").over(Settings(to="a", region="x", places={"region": "p:2:1"}))
    assert str(settings.error("region", "no")) == "p:2:1 CONFIGURATION no"
    assert str(settings.error("to", "no")) == "no"


def test_suggestions() -> None:
    assert suggestion("Quen", ("qwen", "groq")) == " (did you mean qwen?)"
    assert suggestion("model-lft", ("MODEL-LEFT", "KEY")) == " (did you mean MODEL-LEFT?)"
    assert suggestion("zzz", ("qwen", "groq")) == ""
