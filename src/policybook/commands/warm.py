"""Start kernels that have imported already what chapters import: one process imports, each kernel is a fork of it.

Modules and a kernel's command line come in, a process that can be waited for and stopped goes out. Imports are most of what a short
chapter costs, and a fork shares them. Only where forking is safe (Linux); elsewhere kernels start as usual.
"""

import ast
import contextlib
import gc
import importlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Mapping, Sequence

#: Packages whose import prints nothing, starts no thread, and leaves nothing behind but itself.
QUIET = (
    "IPython",
    "ipykernel",
    "matplotlib",
    "matplotlib_inline",
    "myst_nb",
    "networkx",
    "numpy",
    "pandas",
    "policybook",
    "rapidfuzz",
    "scipy",
)
#: What a kernel and the first figure, table and glued number import, whatever the chapter.
ALWAYS = (
    "ipykernel.kernelapp",
    "ipykernel.ipkernel",
    "ipykernel.zmqshell",
    "IPython.core.completerlib",
    "jedi",
)
_CHANNEL = "POLICYBOOK_WARM"


def imports_of(sources: Iterable[str]) -> list[str]:
    """Return the modules that code names and that may be imported before it runs, in the order of the code.

    Examples
    --------
    >>> imports_of(["import pandas as pd, turtle", "from policybook.read import corpus", "%matplotlib inline"])
    ['pandas', 'policybook.read', 'policybook.read.corpus']
    """
    found: dict[str, None] = {}
    for source in sources:
        with contextlib.suppress(SyntaxError):
            for node in ast.walk(ast.parse(source)):
                if isinstance(node, ast.Import):
                    found |= dict.fromkeys(alias.name for alias in node.names)
                elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                    found |= dict.fromkeys([node.module, *(f"{node.module}.{alias.name}" for alias in node.names)])
    return [name for name in found if name.partition(".")[0] in QUIET]


class Warm:
    """A process that has imported modules and forks kernels; a context manager, which ends it.

    Parameters
    ----------
    modules : iterable of str
        What it imports; what cannot be imported is left to the kernel, which says so.
    env : mapping
        Its environment, and that of the imports.
    cwd : path, optional
        Its working folder.
    calls : iterable of str, optional
        Functions without parameters, ``module:name``, which it calls then: they read what all kernels need and keep it.
    """

    def __init__(
        self, modules: Iterable[str], env: Mapping[str, str], cwd: object = None, calls: Iterable[str] = ()
    ) -> None:
        self._lock = threading.Lock()
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, __file__],  # by its file: the project may hold another policybook
                env={**env, _CHANNEL: str(theirs.fileno())},
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                cwd=cwd,
            )
        self._channel = ours.makefile("rw", encoding="utf-8")
        ours.close()
        self._send({"modules": list(dict.fromkeys([*ALWAYS, *modules])), "calls": list(calls)})

    @staticmethod
    def possible() -> bool:
        """Say whether a process may be forked after its imports: not on macOS, whose libraries forbid it, nor on Windows."""
        return sys.platform == "linux"

    def __enter__(self) -> "Warm":
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the process; kernels that still run end with it."""
        with contextlib.suppress(OSError, ValueError):
            self._channel.close()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def launch(
        self, command: Sequence[str], *, env: Mapping[str, str] | None = None, cwd: object = None, quiet: bool = False
    ) -> "WarmProcess":
        """Fork a kernel.

        Parameters
        ----------
        command : sequence of str
            As of a kernel specification: Python, ``-m``, ``ipykernel_launcher`` and the kernel's own arguments.
        env : mapping, optional
            By default that of this process.
        cwd : path, optional
        quiet : bool, optional
            Drop what it writes to standard error past its cells.
        """
        if "ipykernel_launcher" not in command:
            raise ValueError(f"not the command of a kernel: {command}")
        own = list(command[list(command).index("ipykernel_launcher") + 1 :])
        ask = {"fork": own, "env": dict(os.environ if env is None else env), "cwd": str(cwd or "."), "quiet": quiet}
        return WarmProcess(self, self._ask(ask))

    def code(self, pid: int) -> int | None:
        """Return how a forked process has ended, as `subprocess.Popen.returncode` does; None while it runs."""
        return self._ask({"poll": pid})

    def _send(self, message: dict) -> None:
        self._channel.write(json.dumps(message) + "\n")
        self._channel.flush()

    def _ask(self, message: dict):
        with self._lock:
            try:
                self._send(message)
                line = self._channel.readline()
            except OSError:
                line = ""
        if not line:
            raise ChildProcessError("the process that starts the kernels has ended")
        return json.loads(line)


class WarmProcess:
    """A forked kernel, with what `jupyter_client` asks of a `subprocess.Popen`."""

    stdin = stdout = stderr = None

    def __init__(self, warm: Warm, pid: int) -> None:
        self.pid, self.returncode, self._warm = pid, None, warm

    def poll(self) -> int | None:
        """Return the exit code, None while it runs."""
        if self.returncode is None:
            try:
                self.returncode = self._warm.code(self.pid)
            except (ChildProcessError, ValueError):
                self.returncode = -signal.SIGKILL
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Wait until it has ended."""
        end = None if timeout is None else time.monotonic() + timeout
        while (code := self.poll()) is None:
            if end is not None and time.monotonic() > end:
                raise subprocess.TimeoutExpired("kernel", timeout)
            time.sleep(0.02)
        return code

    def send_signal(self, number: int) -> None:
        """Send it a signal, if it still runs."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it."""
        self.send_signal(signal.SIGKILL)


# ------------------------------------------------------------------------------------- in the process that forks


def serve() -> None:
    """Import, then fork a kernel a line, until the other end of the channel closes."""
    channel = socket.socket(fileno=int(os.environ.pop(_CHANNEL)))
    del sys.path[0]  # the folder of this file; the working folder is put into the path by the kernel itself
    children: set[int] = set()
    with channel, channel.makefile("rw", encoding="utf-8") as lines:
        begin = json.loads(lines.readline())
        for name in begin["modules"]:
            with contextlib.suppress(ImportError):
                importlib.import_module(name)
        for call in begin["calls"]:
            module, _, name = call.partition(":")
            with contextlib.suppress(Exception):  # the chapter that needs it says what is wrong
                getattr(importlib.import_module(module), name)()
        gc.collect()
        gc.freeze()  # so that a collection in a kernel does not copy what it shares
        for line in lines:
            ask = json.loads(line)
            if "poll" in ask:
                answer = _code(ask["poll"])
                children -= {ask["poll"]} if answer is not None else set()
            else:
                answer = os.fork()
                if not answer:
                    os.close(channel.fileno())
                    _become(ask)
                children.add(answer)
            lines.write(json.dumps(answer) + "\n")
            lines.flush()
    for pid in children:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(pid, signal.SIGKILL)


def _code(pid: int) -> int | None:
    try:
        found, status = os.waitpid(pid, os.WNOHANG)
    except ChildProcessError:
        return 0
    return os.waitstatus_to_exitcode(status) if found else None


def _become(ask: Mapping) -> None:
    """Run a kernel in this process, which is a fork, and end it."""
    code = 1
    try:
        os.setsid()
        os.environ.clear()
        os.environ.update(ask["env"])
        os.chdir(ask["cwd"])
        nowhere = os.open(os.devnull, os.O_RDWR)
        os.dup2(nowhere, 0)
        if ask["quiet"]:
            os.dup2(nowhere, 2)
        from ipykernel.kernelapp import IPKernelApp

        # The parent's end is its own; usually it learns the number from the environment, when it is imported.
        own = [*ask["fork"], f"--IPKernelApp.parent_handle={os.getppid()}"]
        sys.argv = ["ipykernel_launcher", *own]
        IPKernelApp.launch_instance(argv=own)
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 0
    finally:
        with contextlib.suppress(BaseException):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    serve()
