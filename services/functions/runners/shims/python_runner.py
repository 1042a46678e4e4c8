"""Runs inside the process of one function: loads its handler and calls it for each frame that comes over descriptor 3.

Only the standard library, Python 3.9 or newer. Calls run in threads of their own, as those of the template python3-http do.
"""

import builtins
import importlib.util
import io
import json
import os
import socket
import struct
import sys
import threading
import traceback
from urllib.parse import parse_qsl

channel = socket.socket(fileno=3)
writing = threading.Lock()


def send(head, body=b""):
    text = json.dumps(head).encode()
    with writing:
        channel.sendall(struct.pack(">II", len(text), len(body)) + text + body)


class Headers(dict):
    """Of a request; their names have no case."""

    def __init__(self, pairs):
        super().__init__(pairs)
        self._lower = {name.lower(): value for name, value in pairs.items()}

    def __getitem__(self, name):
        return self._lower[name.lower()]

    def __contains__(self, name):
        return name.lower() in self._lower

    def get(self, name, default=None):
        return self._lower.get(name.lower(), default)


class Arguments(dict):
    """Of a query; a name that comes several times has its first value."""

    def __init__(self, query):
        pairs = parse_qsl(query, keep_blank_values=True)
        super().__init__(reversed(pairs))
        self._pairs = pairs

    def getlist(self, name):
        return [value for key, value in self._pairs if key == name]


class Event:
    def __init__(self, head, body):
        self.body = body
        self.headers = Headers(head["headers"])
        self.method = head["method"]
        self.query = Arguments(head["query_text"])
        self.path = head["path"]


class Context:
    def __init__(self):
        self.hostname = os.getenv("HOSTNAME", "localhost")


def answer_of(result):
    """Status, headers and body of what a handler gave back."""
    headers = {"content-type": "text/html; charset=utf-8"}
    status = 200
    body = result
    if isinstance(result, tuple):
        body, status = result[0], int(result[1]) if len(result) > 1 else 200
    elif isinstance(result, dict):
        status = int(result.get("statusCode", 200))
        body = result.get("body", "")
        more = result.get("headers") or {}
        given = dict(more)
        if any(name.lower() == "content-type" for name in given):
            headers = {}
        elif isinstance(body, (dict, list)):
            headers = {"content-type": "application/json"}
        headers.update({str(name): str(value) for name, value in given.items()})
    if body is None:
        body = b""
    elif isinstance(body, (dict, list)):
        body = json.dumps(body).encode()
    elif not isinstance(body, (bytes, bytearray)):
        body = str(body).encode()
    return status, headers, bytes(body)


def call(handle, head, body):
    try:
        status, headers, text = answer_of(handle(Event(head, body), Context()))
    except BaseException as error:  # also SystemExit: the process belongs to every call
        traceback.print_exc()
        status, headers, text = 500, {"content-type": "text/plain; charset=utf-8"}, str(error).encode()
    sys.stdout.flush()
    sys.stderr.flush()
    send({"id": head["id"], "status": status, "headers": headers}, text)


def receive(count):
    parts = []
    while count > 0:
        part = channel.recv(min(count, 1 << 20))
        if not part:
            os._exit(0)
        parts.append(part)
        count -= len(part)
    return b"".join(parts)


SECRETS = "/var/openfaas/secrets"


def show_secrets(secrets):
    """Without a container there is no folder of secrets: what reads files finds them there nevertheless."""
    usual_open, usual_list = io.open, os.listdir
    usual_exists, usual_isfile = os.path.exists, os.path.isfile

    def secret_of(path):
        text = os.fspath(path) if isinstance(path, (str, os.PathLike)) else ""
        return secrets.get(text[len(SECRETS) + 1 :]) if str(text).startswith(SECRETS + "/") else None

    def opened(file, mode="r", *more, **named):
        secret = secret_of(file)
        if secret is None:
            return usual_open(file, mode, *more, **named)
        return io.BytesIO(secret.encode()) if "b" in mode else io.StringIO(secret)

    builtins.open = io.open = opened
    os.listdir = lambda path=".": list(secrets) if str(path) == SECRETS else usual_list(path)
    os.path.exists = lambda path: secret_of(path) is not None or usual_exists(path)
    os.path.isfile = lambda path: secret_of(path) is not None or usual_isfile(path)


def load(file):
    folder = os.path.dirname(file)
    sys.path.insert(0, folder)
    # Handlers of the template are the package "function", and may import their neighbours as part of it.
    spec = importlib.util.spec_from_file_location("function.handler", file, submodule_search_locations=[folder])
    module = importlib.util.module_from_spec(spec)
    sys.modules["handler"] = module
    spec.loader.exec_module(module)
    return module.handle


def main():
    try:
        if len(sys.argv) > 2:
            with os.fdopen(int(sys.argv[2])) as given:
                show_secrets(json.load(given))
        handle = load(sys.argv[1])
    except BaseException:
        send({"ready": False, "error": traceback.format_exc()})
        return
    send({"ready": True})
    while True:
        head_length, body_length = struct.unpack(">II", receive(8))
        head = json.loads(receive(head_length))
        body = receive(body_length)
        threading.Thread(target=call, args=(handle, head, body), daemon=True).start()


main()
