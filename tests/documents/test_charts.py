"""The key's variable in a Helm chart: all its files say the new name, or all keep the old one."""

from __future__ import annotations

import pytest

from tests.documents.moving import MOVES, STAYS, found, settled, text, told
from tests.migrating import text_of

BUILD = "jobs:\n  a:\n    steps:\n      - run: docker build -t team/assistant:1.2 .\n"
CHART = "apiVersion: v2\nname: assistant\nversion: 0.1.0\n"
VALUES = """
    image:
      repository: registry.example.com/team/assistant
      tag: "1.2"
    # OPENAI_API_KEY comes from the cluster
    env:
      OPENAI_API_KEY: ""   # the key
      LOG_LEVEL: info
    """
DEPLOYMENT = """
    apiVersion: apps/v1
    kind: Deployment
    metadata:
      name: {{ .Release.Name }}
    spec:
      template:
        spec:
          containers:
            - name: web
              image: "{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}"
              env:
    """
RANGE = """
                {{- range $name, $value := .Values.env }}
                - name: {{ $name }}
                  value: {{ $value | quote }}
                {{- end }}
    """
ENTRY = """
                - name: OPENAI_API_KEY
                  valueFrom:
                    secretKeyRef:
                      name: {{ include "assistant.fullname" . }}
                      key: OPENAI_API_KEY
    """
SECRET = """
    apiVersion: v1
    kind: Secret
    metadata:
      labels: {app: x}
      name: {{ include "assistant.fullname" . }}
    stringData:
      OPENAI_API_KEY: {{ .Values.env.OPENAI_API_KEY | quote }}
    """


def deployment(part: str) -> str:
    return text(DEPLOYMENT) + text(part).replace("\n", "\n            ").rstrip(" ")


def chart(**files: str) -> dict[str, str]:
    """Return a chart whose image the repository builds; ``files`` are by their names, ``_`` for a dot."""
    named = {"chart/Chart.yaml": CHART, ".github/workflows/a.yml": BUILD}
    for name, given in files.items():
        path = name.replace("_", ".")
        folder = "chart/" if path.startswith(("values", "Chart")) else "chart/templates/"
        named[folder + path] = text(given)
    return named


def check_chart_kept(files: dict[str, str], word: str, **code: str) -> None:
    report, changed = settled(files, {"app.py": MOVES, **code})
    assert not [path for path in changed if path.startswith("chart/")], text_of(report)
    messages = [d.message for d in report.diagnostics if d.path.startswith("chart/")]
    assert messages and all(
        d.code == "VARIABLE-ELSEWHERE" for d in report.diagnostics if d.path.startswith("chart/")
    )
    assert any(word in message for message in messages), messages


# ------------------------------------------------------------------------------------ all keep it


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (("team/assistant", "team/other"), "image"),
        (("    env:", "    words:"), "otherwise"),
        (("    env:", "    other: ${OPENAI_API_KEY}\n    env:"), "otherwise"),
        (('OPENAI_API_KEY: ""', "OPENAI_API_KEY: a-real-one-4f8e2b7a9c1d3e5f6"), "secret"),
        (("# the key", "# migrate: skip"), "opted out"),
        (("    env:", "    postgres: {env: {OPENAI_API_KEY: x}}\n    env:"), "otherwise"),
        (("LOG_LEVEL: info", "DASHSCOPE_API_KEY: x"), "already"),
    ],
)
def test_values_that_are_not_understood_keep_the_chart(change: tuple[str, str], word: str) -> None:
    assert change[0] in VALUES
    files = chart(values_yaml=VALUES.replace(*change), web_yaml=deployment(RANGE))
    check_chart_kept(files, word)


@pytest.mark.parametrize(
    "template",
    [
        'kind: Deployment\nx: {{ index .Values.env "OPENAI_API_KEY" }}\n',
        "kind: Job\ncommand: [sh, -c, test $OPENAI_API_KEY]\n",
        "kind: Deployment\nOPENAI_API_KEY: x\n",
        "{{- if .Values.env }}Set OPENAI_API_KEY{{ end }}\n",
    ],
)
def test_one_template_that_is_not_understood_keeps_the_chart(template: str) -> None:
    files = chart(values_yaml=VALUES, web_yaml=deployment(RANGE), other_yaml=template)
    check_chart_kept(files, "otherwise")


def test_an_entry_of_another_secret_of_the_chart_keeps_it() -> None:
    other = SECRET.replace("assistant.fullname", "assistant.other")
    files = chart(values_yaml=VALUES, web_yaml=deployment(ENTRY), secret_yaml=other)
    check_chart_kept(files, "otherwise")


def test_values_of_a_chart_that_it_depends_on_stay() -> None:
    values = VALUES.replace("    env:", "    ui:\n      env: {OPENAI_API_KEY: x}\n    env:")
    template = deployment(RANGE) + "# {{ .Values.ui.env }}\n"
    files = chart(values_yaml=values, web_yaml=template)
    files["chart/Chart.yaml"] = CHART + "dependencies: [{name: ui, version: 1.0.0}]\n"
    check_chart_kept(files, "otherwise")


def test_a_template_whose_image_another_decides_keeps_the_chart() -> None:
    named = deployment(RANGE).replace(".Values.image.repository", 'include "image" .')
    check_chart_kept(chart(values_yaml=VALUES, web_yaml=named), "image")


def test_a_command_that_sets_a_value_of_the_chart_keeps_it() -> None:
    files = chart(values_yaml=VALUES, web_yaml=deployment(RANGE))
    files[".github/workflows/a.yml"] = (
        BUILD + "      - run: helm upgrade a chart --set env.OPENAI_API_KEY=x\n"
    )
    check_chart_kept(files, "a.yml:5")


def test_values_beside_the_chart_keep_it() -> None:
    files = chart(values_yaml=VALUES, web_yaml=deployment(RANGE))
    files["deploy/production.yaml"] = "env: {OPENAI_API_KEY: x}\n"
    check_chart_kept(files, "deploy/production.yaml:1")


def test_code_that_stays_keeps_the_chart() -> None:
    files = chart(values_yaml=VALUES, web_yaml=deployment(RANGE))
    check_chart_kept(files, "other.py", **{"other.py": STAYS})


# -------------------------------------------------------------------------------------- all move


def check_chart_moved(files: dict[str, str], keep: str = "") -> None:
    """Every name is the new one, but in comments and in what ``keep`` matches once."""
    report, changed = settled(files)
    wanted = {}
    for path, given in files.items():
        rows = [
            (
                row
                if row.lstrip().startswith("#") or (keep and keep in row)
                else row.replace("OPENAI", "DASHSCOPE")
            )
            for row in given.splitlines(keepends=True)
        ]
        if "".join(rows) != given:
            wanted[path] = "".join(rows)
    assert changed == wanted, text_of(report)
    assert "KEY-SETTING" in found(report, min(wanted))
    assert told(report, "takes DASHSCOPE_API_KEY from")


def test_the_values_of_a_range_move() -> None:
    check_chart_moved(chart(values_yaml=VALUES, web_yaml=deployment(RANGE)))


def test_a_list_of_variables_moves() -> None:
    env = """
        - name: OPENAI_API_KEY
          valueFrom: {secretKeyRef: {name: llm, key: OPENAI_API_KEY}}
        - name: LOG_LEVEL
        """
    values = text(VALUES)[: text(VALUES).index("env:")] + "extraEnv:\n" + text(env)
    template = deployment("\n    {{- toYaml .Values.extraEnv | nindent 12 }}\n")
    check_chart_moved(chart(values_yaml=values, web_yaml=template), keep="secretKeyRef")


def test_a_secret_of_the_chart_moves_with_its_entry_and_its_value() -> None:
    check_chart_moved(
        chart(
            values_yaml=VALUES,
            **{"values-prod_yaml": "env: {OPENAI_API_KEY: from-the-vault}\n"},
            web_yaml=deployment(ENTRY),
            secret_yaml=SECRET,
        )
    )


def test_an_entry_of_a_secret_of_the_cluster_keeps_its_name() -> None:
    values = VALUES.replace('OPENAI_API_KEY: ""   # the key', "A: b")
    files = chart(values_yaml=values, web_yaml=deployment(ENTRY))
    check_chart_moved(files, keep="key: OPENAI")
