"""A mock server that misbehaves on purpose. Runs as a program in place of Prism.

The first argument names the behaviour; Prism's own arguments follow and are ignored. Every GET is
answered, because the harness sends one to learn whether the server has started.
"""

import os
import signal
import socket
import subprocess
import sys
import threading


def faulty_server(behaviour: str) -> list[str]:
    """The command that runs this file, for `Prism(command=...)`."""
    return [sys.executable, "-I", "-S", __file__, behaviour]


def response(body: bytes, connection: int) -> bytes:
    """A response with the number of its connection, counted from 1."""
    head = f"HTTP/1.1 200 OK\r\nx-Connection: {connection}\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


def serve(client: socket.socket, number: int, behaviour: str) -> None:
    """Serve one connection; each request arrives in one read, because the tests send it so."""
    while request := client.recv(1 << 16):
        if request.startswith(b"GET") or behaviour == "echo":
            client.sendall(response(request, number))
        elif behaviour == "close":
            client.sendall(response(request, number))
            break
        elif behaviour == "truncate":
            client.sendall(response(request, number)[:-1])
            break
        elif behaviour == "die":
            os.kill(os.getpid(), signal.SIGKILL)
        elif behaviour == "die later":
            client.sendall(response(request, number))
            os._exit(7)
    client.close()


def main(behaviour: str) -> None:
    """Serve until stdin ends."""
    if behaviour == "exit":
        sys.stdout.write("no luck today\n")
        sys.exit(3)
    if behaviour.startswith("ignore SIGTERM"):
        # Starts a child in the same group, which holds a connection to the test while it lives.
        port = behaviour.rpartition(" ")[2]
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        wait = f"import socket; socket.create_connection(('127.0.0.1', {port})).recv(1)"
        subprocess.Popen([sys.executable, "-I", "-S", "-c", wait])
    if behaviour != "hang":
        listener = socket.create_server(("127.0.0.1", 0))
        sys.stdout.write(f"listening on {listener.getsockname()[1]}\n")
        sys.stdout.flush()
        threading.Thread(target=accept, args=[listener, behaviour], daemon=True).start()
    sys.stdin.buffer.read()


def accept(listener: socket.socket, behaviour: str) -> None:
    """Serve each connection in a thread of its own."""
    number = 0
    while True:
        client, _ = listener.accept()
        number += 1
        threading.Thread(target=serve, args=[client, number, behaviour], daemon=True).start()


if __name__ == "__main__":
    main(sys.argv[1])
