"""Shows the site at a local address: python -m book serve [--port 8000]

What runs in the browser needs an address: opened as a file, a page may not load it.
"""

import argparse
import functools
import http.server
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

from book.places import ROOT

HERE = "127.0.0.1"


class Files(http.server.SimpleHTTPRequestHandler):
    """The files of a folder, each as what it is, whatever the system believes."""

    extensions_map = http.server.SimpleHTTPRequestHandler.extensions_map | {
        ".js": "text/javascript", ".mjs": "text/javascript", ".wasm": "application/wasm",
        ".json": "application/json", ".ipynb": "application/json", ".css": "text/css",
        ".svg": "image/svg+xml", ".woff2": "font/woff2",
    }  # fmt: skip
    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments):
        """Say nothing of each file."""


class Server(http.server.ThreadingHTTPServer):
    """A server on this machine alone, which never takes a port that somebody else holds."""

    allow_reuse_address = False
    daemon_threads = True

    def handle_error(self, request, client_address):
        """Say nothing when a browser leaves in the middle of a file."""


def server(folder, port):
    """Return a server of a folder."""
    return Server((HERE, port), functools.partial(Files, directory=str(folder)))


@contextmanager
def served(folder):
    """Serve a folder meanwhile, at whatever port is free; give its address."""
    with server(folder, 0) as running:
        Thread(target=running.serve_forever, daemon=True).start()
        yield f"http://{HERE}:{running.server_port}/"
        running.shutdown()


def main():
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", nargs="?", default=ROOT / "_site", type=Path)
    parser.add_argument("--port", type=int, default=8000)
    arguments = parser.parse_args()
    folder, port = arguments.folder.resolve(), arguments.port
    if not (folder / "lite").is_dir():
        return f"{folder} has no lite/, which runs Python in the browser: make site first"
    try:
        running = server(folder, port)
    except (OSError, OverflowError) as error:
        return (f"Port {port} cannot be used ({error}): name another, as in "
                f"python -m book serve --port {8001 if port == 8000 else 8000}")  # fmt: skip
    with running:
        print(f"http://{HERE}:{port}/ shows {folder}, on this computer alone, until Ctrl+C",
              flush=True)  # fmt: skip
        try:
            running.serve_forever()
        except KeyboardInterrupt:
            print()
    return None
