"""Another site, on loopback, that answers as a test tells it to."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

#: What `portal.fetching` may connect to in a test.
ANY = {"allowed": lambda address: True}


@contextmanager
def answering(*answers: bytes, drip: bool = False) -> Iterator[tuple[str, list[bytes]]]:
    """The address of a server that gives these raw answers, the last again and again; and what it was asked.

    With `drip` it sends one byte of the answer and then nothing, keeping the line open.
    """
    asked: list[bytes] = []
    listener = socket.create_server(("127.0.0.1", 0))
    over = threading.Event()

    def serve() -> None:
        while not over.is_set():
            try:
                line, _ = listener.accept()
            except OSError:
                return
            with line:
                asked.append(line.recv(65_536))
                answer = answers[min(len(asked), len(answers)) - 1]
                line.sendall(answer[:1] if drip else answer)
                if drip:
                    over.wait(20)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}", asked
    finally:
        over.set()
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)  # closing alone leaves `accept` waiting, and the door open
        listener.close()
        thread.join(5)


def page(body: bytes = b"xin chao", status: str = "200 OK", **headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + body
