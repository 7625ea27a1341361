"""0.x beside its chats: sounds, images, lists of models, files, with what their results are today."""

from __future__ import annotations

import pytest

from tests.migrating import (
    assert_told,
    check_migrated,
    check_noop,
    check_reported,
    codes,
    report_of,
)


def becomes(before: str, after: str, head: str = "") -> None:
    check_migrated(
        f"import openai\n\n{head}v = {before}\n",
        f"import openai\n\nclient = openai.OpenAI()\n\n{head}v = {after}\n",
        sdk="openai",
        to="openai",
    )


def stays(line: str, code: str, head: str = "") -> None:
    program = f"import openai\n\n{head}v = {line}\n"
    check_reported(program, code, line="v = ", sdk="openai", to="openai")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('openai.Audio.transcribe("gpt-transcribe", f)["text"]',
         'client.audio.transcriptions.create(model="gpt-transcribe", file=f).text'),
        ('openai.Audio.translate(file=f, model="x", prompt="p").text',
         'client.audio.translations.create(file=f, model="x", prompt="p").text'),
        ('openai.Audio.transcribe("x", file=f)["text"]',
         'client.audio.transcriptions.create(file=f, model="x").text'),
        ('[m["id"] for m in openai.Model.list()["data"]]',
         "[m.id for m in client.models.list().data]"),
        ('openai.Model.retrieve("gpt-6-luna")["created"]',
         'client.models.retrieve(model="gpt-6-luna").created'),
        ('openai.File.create(open("a", "rb"), "batch")["id"]',
         'client.files.create(file=open("a", "rb"), purpose="batch").id'),
        ('openai.File.delete("x")["deleted"]', 'client.files.delete(file_id="x").deleted'),
        ('[each["filename"] for each in openai.File.list().data]',
         "[each.filename for each in client.files.list().data]"),
        ('openai.Moderation.create("x")["results"][0]["flagged"]',
         'client.moderations.create(input="x").results[0].flagged'),
        ('openai.Image.create(prompt="x", model="gpt-image-2")["data"][0]["b64_json"]',
         'client.images.generate(prompt="x", model="gpt-image-2").data[0].b64_json'),
        ('openai.Image.create_variation(f)["data"]', "client.images.create_variation(image=f).data"),
        ('openai.Completion.create(prompt="x", model="m")["choices"][0]["logprobs"]["tokens"][0]',
         'client.completions.create(prompt="x", model="m").choices[0].logprobs.tokens[0]'),
    ],
)  # fmt: skip
def test_an_operation_and_its_result(before: str, after: str) -> None:
    becomes(before, after, 'f = open("a.mp3", "rb")\n')


def test_a_call_that_is_awaited() -> None:
    check_migrated(
        """
        import asyncio
        import openai

        async def main():
            listed = await openai.Model.alist()
            return [model["id"] for model in listed["data"]]

        asyncio.run(main())
        """,
        """
        import asyncio
        import openai

        client = openai.AsyncOpenAI()

        async def main():
            listed = await client.models.list()
            return [model.id for model in listed.data]

        asyncio.run(main())
        """,
        sdk="openai",
        to="openai",
    )


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ('openai.Audio.transcribe("x", open("a", "rb"), "key")', "LEGACY-POSITIONAL"),
        ("openai.Audio.transcribe(*given)", "LEGACY-POSITIONAL"),
        ('openai.Model.retrieve(id="x")', "LEGACY-PARAMETER"),
        ('openai.File.download("x")', "CALL-MODULE"),
        ('openai.Audio.transcribe_raw("x", b"", "a.mp3")', "CALL-MODULE"),
        (
            'openai.Moderation.create(input="x")["results"][0]["categories"]["hate"]',
            "LEGACY-MEMBER",
        ),
        ('openai.Moderation.create(input="x").results[0].category_scores["hate"]', "LEGACY-MEMBER"),
        ("list(openai.Model.list())", "LEGACY-MEMBER"),
        ('len(openai.Model.retrieve("x"))', "LEGACY-MEMBER"),
        ('[key for key in openai.Model.retrieve("x")]', "LEGACY-MEMBER"),
    ],
)
def test_what_has_no_form_today_stays(line: str, code: str) -> None:
    stays(line, code)


def test_an_operation_that_the_target_lacks_stays_alone_with_its_own_sdk() -> None:
    program = (
        'import openai\n\nprint(openai.Audio.transcribe("whisper-1", open("a", "rb"))["text"])\n'
    )
    report = check_noop(program)
    assert_told(report, program, "OPERATION-UNSUPPORTED", "Audio")


def test_the_text_of_a_response_is_json() -> None:
    check_migrated(
        'import json\nimport openai\n\nv = json.loads(str(openai.Model.retrieve("x")))["id"]\n',
        "import json\nimport openai\n\nclient = openai.OpenAI()\n\n"
        'v = json.loads(str(client.models.retrieve(model="x").model_dump_json(indent=2)))["id"]\n',
        sdk="openai",
        to="openai",
    )


# -- exceptions ---------------------------------------------------------------------------------

TRY = "import openai\n\n{}try:\n    {}\nexcept {} as error:\n    print({})\n"
LIST, LISTED = "openai.Model.list()", "client.models.list()"


@pytest.mark.parametrize(
    ("caught", "now", "read", "said"),
    [
        ("openai.error.RateLimitError", "openai.RateLimitError", "error.http_status",
         "error.status_code"),
        ("openai.error.OpenAIError", "openai.OpenAIError", "error.http_status",
         'getattr(error, "status_code", None)'),
        ("openai.error.Timeout", "openai.APITimeoutError", "error.request_id",
         'getattr(error, "request_id", None)'),
        ("openai.error.Timeout", "openai.APITimeoutError", "error.user_message", "error.message"),
    ],
)  # fmt: skip
def test_a_member_that_not_every_exception_has(caught: str, now: str, read: str, said: str) -> None:
    check_migrated(
        TRY.format("", LIST, caught, read),
        TRY.format("client = openai.OpenAI()\n\n", LISTED, now, said),
        sdk="openai",
        to="openai",
    )


# -- resources that are handed on ---------------------------------------------------------------


@pytest.mark.parametrize("name", ["openai.chat.completions", "openai.chat", "openai.embeddings"])
def test_a_resource_that_is_handed_on_is_told(name: str) -> None:
    program = f"import openai\nfrom elsewhere import watch\n\nwatch({name})\n"
    check_reported(program, "CALL-MODULE", line="watch(", sdk="openai")
    assert codes(check_noop(program, sdk="openai", to="openai")) == []


def test_a_resource_with_another_name_is_followed() -> None:
    report = report_of(
        'import openai\n\nchats = openai.chat.completions\nchats.create(model="gpt-4", messages=[])\n'
    )
    assert "CALL-MODULE" not in codes(report)
    assert len(report.rewritten) == 1
