"""The key's variable in the documents that set it: renamed with the code, beside it, or not at all."""

from __future__ import annotations

import pytest

from tests.documents.moving import MOVES, STAYS, check_manifest, found, settled, text, told
from tests.migrating import assert_told, files_of, text_of

READS = """
    import os
    from openai import OpenAI

    client = OpenAI(api_key=os.environ["OPENAI_API_KEY"])
    reply = client.chat.completions.create(model="gpt-4o", messages=[])
    print(reply.choices[0].message.content)
    """
EXAMPLE = "# from the site\nOPENAI_API_KEY=sk-...\nPORT=80\n"
COMPOSE = """
    services:
      api:
        build: .
        environment:
          - OPENAI_API_KEY=${OPENAI_API_KEY}
          - PORT=80
    """


# -- nothing changes


@pytest.mark.parametrize(
    ("path", "before"),
    [
        (".env.example", "OPENAI_API_KEYS=a,b\nMY_OPENAI_API_KEY=x\n"),
        (".env.example", "# OPENAI_API_KEY = the key of the site\n"),
        ("compose.yml", "x-note: OPENAI_API_KEY\nservices: {db: {image: postgres}}\n"),
        ("notes.txt", "export OPENAI_API_KEY=sk-...\n"),
        ("data.json", '{"env": {"OPENAI_API_KEY": ""}}\n'),
        ("config/models.yaml", "env:\n  OPENAI_API_KEY: ''\n"),
        ("Dockerfile", "FROM python:3.12\n# OPENAI_API_KEY comes with the run\n"),
    ],
)
def test_what_does_not_set_the_variable_stays(path: str, before: str) -> None:
    _, changed = settled({path: before})
    assert changed == {}


@pytest.mark.parametrize("path", [".env", ".env.local", ".env.production", "prod.env", ".envrc"])
def test_the_file_of_secrets_is_never_edited(path: str) -> None:
    report, changed = settled({path: "OPENAI_API_KEY=abc\n"})
    assert changed == {}
    assert f"set DASHSCOPE_API_KEY in {path}" in report.todo


def test_a_real_key_in_a_template_is_not_edited() -> None:
    key = "sk-proj-" + "aB3dE6gH9jK2" * 4
    report, changed = settled({".env.example": f"OPENAI_API_KEY={key}\n"})
    assert changed == {}
    assert key not in text_of(report)
    files = files_of({".env.example": f"OPENAI_API_KEY={key}\n"})
    assert "secret" in assert_told(report, files, "VARIABLE-ELSEWHERE", "OPENAI").message


def test_code_that_stays_keeps_its_variables() -> None:
    report, changed = settled({".env.example": EXAMPLE, "compose.yml": COMPOSE}, {"app.py": STAYS})
    assert changed == {}
    assert report.rewritten == ()


def test_code_whose_key_is_its_own_setting_needs_no_new_variable() -> None:
    code = READS.replace('os.environ["OPENAI_API_KEY"]', "settings.key")
    code = code.replace("import os", "from settings import settings")
    settings = """
        from pydantic_settings import BaseSettings

        class Settings(BaseSettings):
            key: str

        settings = Settings()
        """
    _, changed = settled({".env.example": EXAMPLE}, {"app.py": code, "settings.py": settings})
    assert changed == {}


@pytest.mark.parametrize(
    "service",
    [
        "image: someone/openai-proxy:1\n",
        "build: ../elsewhere\n",
        "build: https://example.com/x.git\n",
        "extends: {file: base.yml, service: api}\n",
    ],
)
def test_a_service_that_is_not_seen_to_be_ours_stays(service: str) -> None:
    before = (
        f"services:\n  api:\n    {service}    environment:\n"
        "      OPENAI_API_KEY: ${OPENAI_API_KEY}\n"
    )
    report, changed = settled({"compose.yml": before})
    assert changed == {}
    assert found(report, "compose.yml") == ["VARIABLE-ELSEWHERE"]


def test_a_service_of_another_folder_stays() -> None:
    compose = "services:\n  web:\n    build: ./web\n    environment: [OPENAI_API_KEY]\n"
    _, changed = settled({"compose.yml": compose, "web/server.js": "process.env.OPENAI_API_KEY\n"})
    assert changed == {}


def test_an_action_keeps_its_variable() -> None:
    step = "      - uses: someone/review@v1\n        env: {OPENAI_API_KEY: '${{ secrets.OPENAI_API_KEY }}'}\n"
    report, changed = settled({".github/workflows/a.yml": f"jobs:\n  a:\n    steps:\n{step}"})
    assert changed == {}
    assert found(report, ".github/workflows/a.yml") == ["VARIABLE-ELSEWHERE"]


@pytest.mark.parametrize(
    "before",
    [
        "OPENAI_API_KEY=x docker run -e OPENAI_API_KEY someone/chat-ui:2\n",
        "docker run --rm \\\n  -e OPENAI_API_KEY=$OPENAI_API_KEY \\\n  someone/chat-ui bash\n",
        "kubectl create secret generic llm --from-literal=OPENAI_API_KEY=$OPENAI_API_KEY\n",
    ],
)
def test_a_script_that_gives_it_to_an_image_of_others_stays(before: str) -> None:
    report, changed = settled({"run.sh": before})
    assert changed == {}
    assert set(found(report, "run.sh")) == {"VARIABLE-ELSEWHERE"}


def test_a_script_that_gives_it_to_an_image_that_is_built_here_moves() -> None:
    run = "docker run -d postgres\ndocker run --rm \\\n  -e OPENAI_API_KEY=$OPENAI_API_KEY \\\n  team/app:1 bash\n"
    files = {"build.sh": "docker build . -t team/app:1\n", "run.sh": run}
    _, changed = settled(files)
    assert changed == {"run.sh": run.replace("OPENAI", "DASHSCOPE")}


def test_a_step_that_takes_it_from_the_environment_of_the_run_stays() -> None:
    """The environment has it of lines that an earlier step wrote: under the new name there is nothing."""
    step = (
        "      - run: pytest\n        env:\n          OPENAI_API_KEY: ${{ env.OPENAI_API_KEY }}\n"
    )
    before = f"jobs:\n  a:\n    steps:\n      - run: cat secrets >> $GITHUB_ENV\n{step}"
    report, changed = settled({".github/workflows/a.yml": before})
    assert changed == {}
    assert found(report, ".github/workflows/a.yml") == ["VARIABLE-ELSEWHERE"]
    whole = before.replace("jobs:", "env:\n  OPENAI_API_KEY: ${{ secrets.OPENAI_API_KEY }}\njobs:")
    _, changed = settled({".github/workflows/a.yml": whole})
    assert changed == {".github/workflows/a.yml": whole.replace("OPENAI", "DASHSCOPE")}


def test_a_name_that_no_code_reads_is_not_taken_for_the_one_that_is() -> None:
    _, changed = settled({".env.example": "AZURE_OPENAI_API_KEY=\n"})
    assert changed == {}
    read = READS.replace("OPENAI_API_KEY", "AZURE_OPENAI_API_KEY")
    _, changed = settled({".env.example": "AZURE_OPENAI_API_KEY=\n"}, {"app.py": read})
    assert changed == {".env.example": "DASHSCOPE_API_KEY=\n"}


def test_a_placeholder_that_speaks_of_the_source_is_told() -> None:
    before = "OPENAI_API_KEY=your-openai-key\n"
    report, changed = settled({".env.example": before})
    assert changed == {".env.example": before.replace("OPENAI", "DASHSCOPE")}
    assert found(report, ".env.example") == ["KEY-SETTING"]


def test_an_opted_out_line_stays() -> None:
    report, changed = settled({".env.example": "OPENAI_API_KEY=  # migrate: skip\n"})
    assert changed == {}
    assert found(report, ".env.example") == ["VARIABLE-ELSEWHERE"]


def test_the_rule_of_variables_can_be_left_out() -> None:
    _, changed = settled({".env.example": EXAMPLE}, {"app.py": READS}, skip=("variables",))
    assert changed == {}


# -- renamed with the code


@pytest.mark.parametrize("code", [MOVES, READS], ids=["by the SDK", "by name"])
@pytest.mark.parametrize(
    ("path", "before", "after"),
    [
        (".env.example", EXAMPLE, EXAMPLE.replace("OPENAI", "DASHSCOPE")),
        (".env.sample", "export OPENAI_API_KEY=\r\n", "export DASHSCOPE_API_KEY=\r\n"),
        ("env.template", '#OPENAI_API_KEY="x"\n', '#DASHSCOPE_API_KEY="x"\n'),
        (".env.dist", "A=1\nOPENAI_API_KEY = x # key", "A=1\nDASHSCOPE_API_KEY = x # key"),
        ("docker-compose.yml", COMPOSE, COMPOSE.replace("OPENAI", "DASHSCOPE")),
        (
            "compose.yaml",
            "services: {a: {build: {context: ., args: {OPENAI_API_KEY: }}}}\n",
            "services: {a: {build: {context: ., args: {DASHSCOPE_API_KEY: }}}}\n",
        ),
        (
            "compose.yaml",
            "x-env: &env\n  OPENAI_API_KEY: ${OPENAI_API_KEY:-none}  # a\nservices:\n  a:\n    build: .\n"
            "    environment:\n      <<: *env\n      B: 'c'\n",
            "x-env: &env\n  DASHSCOPE_API_KEY: ${DASHSCOPE_API_KEY:-none}  # a\nservices:\n  a:\n    build: .\n"
            "    environment:\n      <<: *env\n      B: 'c'\n",
        ),
        (
            "Dockerfile",
            "FROM python\nARG OPENAI_API_KEY\nENV A=1 \\\n    OPENAI_API_KEY=${OPENAI_API_KEY}\n",
            "FROM python\nARG DASHSCOPE_API_KEY\nENV A=1 \\\n    DASHSCOPE_API_KEY=${DASHSCOPE_API_KEY}\n",
        ),
        ("run.sh", "export OPENAI_API_KEY=x\npython app.py\n", None),
        ("ci/run.sh", 'test -n "${OPENAI_API_KEY:?}"\npython app.py\n', None),
        (".gitlab-ci.yml", "t:\n  script: [pytest]\n  variables:\n    OPENAI_API_KEY: x\n", None),
    ],
)
def test_it_is_renamed_with_the_code(code: str, path: str, before: str, after: str | None) -> None:
    check_manifest(
        path,
        before.encode() if "\r" in before else before,
        (
            text(before).replace("OPENAI", "DASHSCOPE").encode()
            if after is None
            else text(after).encode()
        ),
        code={"app.py": code},
    )


def test_a_workflow_gets_the_new_secret_which_the_user_must_make() -> None:
    before = """
        on: push
        jobs:
          test:
            env:
              OPENAI_API_KEY: ${{ secrets.OPENAI_API_KEY }}
            steps:
              - uses: actions/checkout@v4
              - run: pytest
                env: {OPENAI_API_KEY: "${{ secrets.OPENAI_API_KEY || 'none' }}"}
        """
    path = ".github/workflows/test.yml"
    report = check_manifest(path, before, before.replace("OPENAI", "DASHSCOPE"))
    assert told(report, f"create the secret DASHSCOPE_API_KEY for {path}")


def test_a_secret_of_another_name_is_told() -> None:
    before = "jobs:\n  a:\n    steps:\n      - run: pytest\n        env:\n          OPENAI_API_KEY: ${{ secrets.LLM }}\n"
    after = before.replace("OPENAI", "DASHSCOPE")
    report = check_manifest(".github/workflows/a.yml", before, after)
    assert found(report, ".github/workflows/a.yml") == ["KEY-SETTING"]


def test_a_container_of_an_image_that_is_built_here_gets_the_new_name() -> None:
    before = """
        apiVersion: apps/v1
        kind: Deployment
        spec:
          template:
            spec:
              containers:
                - name: api
                  image: registry.example.com/team/assistant:1.2
                  env:
                    - name: OPENAI_API_KEY
                      valueFrom: {secretKeyRef: {name: llm, key: OPENAI_API_KEY}}
        """
    after = before.replace("name: OPENAI", "name: DASHSCOPE")
    workflow = "jobs:\n  a:\n    steps:\n      - run: docker build -t team/assistant:1.2 .\n"
    report, changed = settled({"k8s/api.yaml": before, ".github/workflows/a.yml": workflow})
    assert changed == {"k8s/api.yaml": text(after)}, text_of(report)
    assert found(report, "k8s/api.yaml") == ["KEY-SETTING", "VARIABLE-ELSEWHERE"]
    assert told(report, "where k8s/api.yaml takes DASHSCOPE_API_KEY from")
    report, changed = settled({"k8s/api.yaml": before})
    assert changed == {}
    assert found(report, "k8s/api.yaml") == ["VARIABLE-ELSEWHERE", "VARIABLE-ELSEWHERE"]


# -- both


@pytest.mark.parametrize(
    ("path", "other"),
    [
        ("other.py", STAYS),
        ("other.py", "from langchain_openai import ChatOpenAI\nprint(ChatOpenAI())\n"),
        ("other.py", "import litellm\nprint(litellm.completion(model='gpt-4o', messages=[]))\n"),
        ("other.py", "import os\n\ndef key(vendor):\n    return os.getenv(f'{vendor}_API_KEY')\n"),
        ("other.py", "import os\nprint(os.environ['OPENAI_API_KEY']  # does not parse\n"),
        ("web/server.js", "const key = process.env.OPENAI_API_KEY\n"),
        (
            "ask.sh",
            'curl -H "Authorization: Bearer $OPENAI_API_KEY" https://api.openai.com/v1/models\n',
        ),
        ("proxy.yaml", "model_list:\n  - api_key: os.environ/OPENAI_API_KEY\n"),
        (
            "compose.yml",
            "services:\n  ui:\n    image: someone/chat-ui\n    environment:\n      - OPENAI_API_KEY\n",
        ),
        ("compose.yml", "services:\n  ui:\n    image: someone/chat-ui\n    env_file: .env\n"),
    ],
)
def test_both_are_set_where_something_still_reads_the_old_one(path: str, other: str) -> None:
    report, changed = settled({".env.example": EXAMPLE}, {"app.py": MOVES, path: other})
    wanted = EXAMPLE.replace("sk-...\n", "sk-...\nDASHSCOPE_API_KEY=\n")
    assert changed == {".env.example": wanted}, text_of(report)
    told = [d for d in report.diagnostics if d.path == ".env.example"]
    assert [d.code for d in told] == ["VARIABLE-KEPT"]
    assert path in told[0].message


def test_both_stand_in_a_service_and_in_its_order() -> None:
    before = """
        services:
          api:
            build: .
            environment:
              A: b
              OPENAI_API_KEY: ${OPENAI_API_KEY:-}  # of the team
              Z: z
        """
    line = "              OPENAI_API_KEY: ${OPENAI_API_KEY:-}  # of the team\n"
    new = "              DASHSCOPE_API_KEY: ${DASHSCOPE_API_KEY:-}\n"
    code = {"app.py": MOVES, "other.py": STAYS}
    check_manifest("compose.yml", before, before.replace(line, line + new), code=code)


def test_a_package_with_a_manifest_of_its_own_is_apart() -> None:
    code = {"a/app.py": MOVES, "b/app.py": STAYS}
    manifests = {
        "a/requirements.txt": "openai\n",
        "b/requirements.txt": "openai\n",
        "a/.env.example": "OPENAI_API_KEY=\n",
        "b/.env.example": "OPENAI_API_KEY=\n",
        ".env.example": "OPENAI_API_KEY=\n",
    }
    _, changed = settled(manifests, code)
    assert changed == {
        "a/requirements.txt": "dashscope>=2.0.2,<3\n",
        "a/.env.example": "DASHSCOPE_API_KEY=\n",
        ".env.example": "OPENAI_API_KEY=\nDASHSCOPE_API_KEY=\n",
    }


def test_where_the_new_one_stands_already_nothing_is_set_twice() -> None:
    report, changed = settled({".env.example": "OPENAI_API_KEY=\nDASHSCOPE_API_KEY=\n"})
    assert changed == {}
    assert found(report, ".env.example") == ["VARIABLE-ELSEWHERE"]


def test_a_file_that_only_patches_the_variable_is_read_and_moves() -> None:
    conftest = "import pytest\n\n\n@pytest.fixture(autouse=True)\ndef key(monkeypatch):\n    monkeypatch.setenv('OPENAI_API_KEY', 'x')\n"
    report, _ = settled({}, {"app.py": READS, "tests/conftest.py": conftest})
    after = {o.path: o.after for o in report.rewritten}
    assert b"DASHSCOPE_API_KEY" in after["tests/conftest.py"]
    library = conftest.replace("import pytest", "import litellm\nimport pytest")
    report, _ = settled({}, {"app.py": READS, "tests/conftest.py": library})
    assert "tests/conftest.py" not in {o.path for o in report.rewritten}


def test_a_compose_file_keeps_the_name_only_in_the_variables_that_fill_it() -> None:
    compose = "services:\n  b:\n    build: b\n    environment: [OPENAI_API_KEY]\n"
    manifests = {
        "compose.yml": compose,
        "a/requirements.txt": "openai\n",
        "b/requirements.txt": "openai\n",
        "a/.env.example": "OPENAI_API_KEY=\n",
        ".env.example": "OPENAI_API_KEY=\n",
    }
    report, changed = settled(manifests, {"a/app.py": MOVES, "b/app.py": STAYS})
    assert changed["a/.env.example"] == "DASHSCOPE_API_KEY=\n"
    assert changed[".env.example"] == "OPENAI_API_KEY=\nDASHSCOPE_API_KEY=\n"
    assert "compose.yml" not in changed
    assert found(report, "compose.yml") == []


@pytest.mark.parametrize(
    "command",
    [
        'test -n "$OPENAI_API_KEY" || exit 0',
        "docker run -e OPENAI_API_KEY image",
        "OPENAI_API_KEY=x python app.py",
    ],
)
def test_a_command_beside_it_that_asks_for_the_old_name_keeps_it(command: str) -> None:
    before = f"""
        jobs:
          a:
            env:
              OPENAI_API_KEY: ${{{{ secrets.OPENAI_API_KEY }}}}
            steps:
              - run: {command}
        """
    line = "              OPENAI_API_KEY: ${{ secrets.OPENAI_API_KEY }}\n"
    after = before.replace(line, line + line.replace("OPENAI", "DASHSCOPE"))
    check_manifest(".github/workflows/a.yml", before, after)


def test_an_image_that_is_built_with_the_old_name_takes_both() -> None:
    workflow = "jobs:\n  a:\n    steps:\n      - run: docker build --build-arg OPENAI_API_KEY=x .\n"
    manifests = {".github/workflows/a.yml": workflow, "Dockerfile": "FROM a\nARG OPENAI_API_KEY\n"}
    _, changed = settled(manifests)
    assert changed == {"Dockerfile": "FROM a\nARG OPENAI_API_KEY\nARG DASHSCOPE_API_KEY\n"}


def test_an_input_of_an_action_is_the_secret_and_not_the_variable() -> None:
    before = """
        jobs:
          a:
            env:
              OPENAI_API_KEY: ${{ secrets.OPENAI_API_KEY }}
            steps:
              - uses: ./review
                with: {key: "${{ secrets.OPENAI_API_KEY }}"}
        """
    after = before.replace(
        "OPENAI_API_KEY: ${{ secrets.OPENAI", "DASHSCOPE_API_KEY: ${{ secrets.DASHSCOPE"
    )
    check_manifest(".github/workflows/a.yml", before, after)
