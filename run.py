#!/usr/bin/env python3
"""The one door: ``python3 run.py demo`` and ``python3 run.py test`` from nothing but Python and a package index.

Standard library only. It makes ``.venv`` beside itself from the hash-locked files in ``requirements/`` and runs the
command in it; the second run finds the environment complete and starts at once. Decision 0002 says why.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - old versions get as far as this, so the syntax below must suit 3.6
    sys.stderr.buffer.write(
        "Python 3.11 以上が必要です。python3.11 などの新しい版で実行してください。\n"
        "Python 3.11 or newer is needed. Run it with a newer one, such as python3.11.\n".encode()
    )
    sys.exit(2)

import os
import subprocess

from requirements.environment import ROOT, VENV, Stopped, python, ready, surroundings

SERVING = ("runtime", "embedded")
TESTING = (*SERVING, "test", "supply")
GROUPS = {
    "demo": SERVING,
    "serve": SERVING,
    "verify": SERVING,
    "export": SERVING,
    "letters": SERVING,
    "test": TESTING,
    "faults": TESTING,
    "pages": (*TESTING, "browser"),
    "bench": TESTING,
    "check": (*TESTING, "check", "installer"),
    "mutate": (*TESTING, "deep"),
    "supply": ("runtime", "supply"),
    "fuzz": TESTING,
    "lock": ("installer",),
}
USAGE = """使い方: python3 run.py 命令

  demo    令和7年度の点検評価を最初から最後まで動かして見せる    show one fiscal year end to end
  serve   サービスを起動する                                      serve
  verify  記録が書き換えられていないことを確かめる                prove that the record was not altered
  export  記録を証明と検証プログラム付きで書き出す                write the record with its proofs
  letters その日に送られる督促・通知と理由を表示する              show the letters of a day and why
  test    すべてのテストを実行する（pytestの引数を渡せる）        run all tests (pytest arguments pass through)
  check   書式・規則・型・依存方向・固定した依存版を調べる        format, rules, types, contracts, locks
  pages   画面を実際のブラウザー（Chromium）で確かめる            try the pages in a real browser
  bench   他の実装と並べて速さを測る（--json FILE）               measure side by side with peers
  faults  強制終了などの障害テストだけを実行する                  run the tests that kill, cut and fill
  mutate  規則を一つずつ壊し、テストが気づくか調べる              break each rule of the domain; tests must notice
  fuzz    全操作を全資格から無作為な入力で試す（--requests N）    ask everything, as everybody, with drawn input
  supply  部品表・許諾条件・脆弱性・秘密の混入を調べる            SBOM, licences, advisories, secrets
  lock    依存版を固定し直す（--upgrade で更新）                  lock the dependencies again
"""


def main(words: list[str]) -> int:
    """Run one command and give its exit status."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]  # a text stream, here always
    if not words or words[0] not in GROUPS:
        print(USAGE)
        return 0 if words[:1] in (["-h"], ["--help"], ["help"]) else 2
    command, rest = words[0], words[1:]
    os.chdir(ROOT)
    try:
        ready(GROUPS[command])
        if command == "check":
            return check()
        replace_process(command, rest)
    except Stopped as stopped:
        print(stopped, file=sys.stderr)
    except KeyboardInterrupt:
        print("中断しました。もう一度実行すれば続きから始まります。", file=sys.stderr)
    return 1


def replace_process(command: str, rest: list[str]) -> None:
    """Become the command, so that signals and the exit status need no messenger."""
    workers = min(os.cpu_count() or 1, 8)
    spread = ["-n", str(workers), "--dist", "loadgroup"] if workers > 1 else []
    modules = {
        "demo": ["cli", "demo"],
        **{name: ["cli", name] for name in ("serve", "verify", "export", "letters")},
        "test": ["pytest", *spread],
        "faults": ["pytest", "-m", "faults"],
        "pages": ["pytest", "tests/browser"],
        "bench": ["benchmarks"],
        "mutate": ["tests.mutation"],
        "fuzz": ["tests.fuzz"],
        "supply": ["requirements.supply"],
        "lock": ["requirements.lock"],
    }
    os.execve(python(), [str(python()), "-m", *modules[command], *rest], surroundings())  # noqa: S606 - no shell wanted


def check() -> int:
    """Run every check to its end, then tell which ones failed."""
    tools = VENV / "bin"
    steps: dict[str, list[str]] = {
        "書式 format": [str(tools / "ruff"), "format", "--check", "--quiet"],
        "規則 rules": [str(tools / "ruff"), "check", "--quiet"],
        "型 types": [str(python()), "-m", "mypy", "."],
        "依存方向 contracts": [str(python()), str(tools / "lint-imports")],
        "固定した版 locks": [str(python()), "-m", "requirements.lock", "--compare"],
    }
    failed = []
    for name, command in steps.items():
        print(f"── {name}", flush=True)
        passed = subprocess.run(command, env=surroundings(), check=False).returncode == 0  # noqa: S603 - locked tools
        print("   合格 passed" if passed else "   不合格 failed", flush=True)
        failed += [] if passed else [name]
    print(f"\n不合格 failed: {'・'.join(failed)}" if failed else "\nすべて合格 all passed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
