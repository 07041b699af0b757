"""A mock server that misbehaves on purpose. Run as a program, in place of Prism; argument: how.

Prism's own arguments follow and are ignored. GET is always answered: the harness asks that first.
"""

import os
import signal
import socket
import subprocess
import sys
import threading


def stub(manner: str) -> list[str]:
    """The command that runs this file, as `Prism(command=...)` takes it."""
    return [sys.executable, "-I", "-S", __file__, manner]


def answer(body: bytes, connection: int) -> bytes:
    """A response that names the connection it came by, counted from 1."""
    head = f"HTTP/1.1 200 OK\r\nx-Connection: {connection}\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


def serve(client: socket.socket, number: int, manner: str) -> None:
    """Answer the requests of one connection; each comes whole in one read, as tests send them."""
    while request := client.recv(1 << 16):
        if request.startswith(b"GET") or manner == "echo":
            client.sendall(answer(request, number))
        elif manner == "closes":
            client.sendall(answer(request, number))
            break
        elif manner == "half":
            client.sendall(answer(request, number)[:-1])
            break
        elif manner == "killed":
            os.kill(os.getpid(), signal.SIGKILL)
        elif manner == "late death":
            client.sendall(answer(request, number))
            os._exit(7)
    client.close()


def main(manner: str) -> None:
    """Behave in that manner until stdin ends."""
    if manner == "exits":
        sys.stdout.write("no luck today\n")
        sys.exit(3)
    if manner.startswith("stubborn"):
        # A child in the same group, that holds a connection to the test for as long as it lives.
        port = manner.partition(" ")[2]
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        wait = f"import socket; socket.create_connection(('127.0.0.1', {port})).recv(1)"
        subprocess.Popen([sys.executable, "-I", "-S", "-c", wait])
    if manner != "hangs":
        listener = socket.create_server(("127.0.0.1", 0))
        sys.stdout.write(f"listening on {listener.getsockname()[1]}\n")
        sys.stdout.flush()
        threading.Thread(target=accept, args=[listener, manner], daemon=True).start()
    sys.stdin.buffer.read()


def accept(listener: socket.socket, manner: str) -> None:
    """Serve each connection in a thread of its own."""
    number = 0
    while True:
        client, _ = listener.accept()
        number += 1
        threading.Thread(target=serve, args=[client, number, manner], daemon=True).start()


if __name__ == "__main__":
    main(sys.argv[1])
