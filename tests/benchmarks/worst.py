"""The worst cases: trees that are slow for a tool that looks at everything, or at it again and again."""

from __future__ import annotations

from collections.abc import Callable

Files = dict[str, bytes]
CALL = (
    'client.chat.completions.create(model="gpt-4o", messages=[{"role": "user", "content": x}])'
    ".choices[0].message.content"
)
HEAD = "from openai import OpenAI\n\nclient = OpenAI()\n\n\n"


def generated(size: int) -> Files:
    """One generated file of ``size`` lines that says the SDK's name in a comment."""
    rows = "".join(
        f'    "key{n}": ("value", {n}, [1, 2, 3], "some words in a row"),\n' for n in range(size)
    )
    return {"table.py": f"# generated for openai and others\nTABLE = {{\n{rows}}}\n".encode()}


def generated_user(size: int) -> Files:
    """One generated file of ``size`` lines that uses the SDK at its end."""
    table = generated(size)["table.py"].decode()
    return {"table.py": f"{HEAD}{table}\ndef ask(x):\n    return {CALL}\n".encode()}


def tiny(size: int) -> Files:
    """``size`` tiny files, and one that uses the SDK."""
    files = {
        f"app/p{n % 50}/m{n}.py": f"def f{n}(x):\n    return x + {n}\n".encode()
        for n in range(size)
    }
    return {**files, "app/main.py": f"{HEAD}def ask(x):\n    return {CALL}\n".encode()}


def sites(size: int) -> Files:
    """One file with ``size`` calls of one client."""
    calls = "\n\n".join(f"def ask{n}(x):\n    return {CALL}\n" for n in range(size))
    return {"calls.py": f"{HEAD}{calls}".encode()}


def spread(size: int) -> Files:
    """``size`` files with five calls of a client of their own."""
    calls = "\n\n".join(f"def ask{n}(x):\n    return {CALL}\n" for n in range(5))
    return {f"app/m{n}.py": f"{HEAD}{calls}".encode() for n in range(size)}


def chain(size: int) -> Files:
    """A chain of ``size`` wrappers around one call, each in a module of its own."""
    files = {"w0.py": f"{HEAD}def ask0(x):\n    return {CALL}\n".encode()}
    for n in range(1, size):
        body = f"from w{n - 1} import ask{n - 1}\n\n\ndef ask{n}(x):\n    return ask{n - 1}(x)\n"
        files[f"w{n}.py"] = body.encode()
    return files


def cycle(size: int) -> Files:
    """``size`` modules that import each other in a circle, one of which uses the SDK."""
    files = {}
    for n in range(size):
        after = (n + 1) % size
        files[f"c{n}.py"] = (
            f"import c{after}\n\n\ndef run{n}(x):\n    return c{after}.run{after}(x)\n".encode()
        )
    files["c0.py"] = f"{HEAD}import c1\n\n\ndef run0(x):\n    return {CALL}\n".encode()
    return files


def needles(size: int) -> Files:
    """``size`` files that all say the SDK's name, and none uses it."""
    return {
        f"v{n}.py": f"VENDORS = ['openai', 'v{n}']\n\n\ndef vendor{n}(name):\n    return name == 'openai'\n".encode()
        for n in range(size)
    }


CASES: dict[str, tuple[Callable[[int], Files], int]] = {
    "a generated file of 5 MB that says the name": (generated, 80_000),
    "a generated file of 2 MB that uses the SDK": (generated_user, 32_000),
    "10,000 tiny files": (tiny, 10_000),
    "2,000 calls in one file": (sites, 2_000),
    "a chain of 200 wrappers": (chain, 200),
    "a circle of 50 modules": (cycle, 50),
    "10,000 files that say the name": (needles, 10_000),
}
"""Title → what makes the files, and how large."""
