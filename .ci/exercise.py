"""Exercises the whole contract on a running service: exercise.py BINARY [DATABASE_URL]. Without a URL, on SQLite.

Starts the service on an empty register, makes one client per role, lets schemathesis call every operation, and
fails on any failure, on an operation that was never called or never once succeeded, on an error in the log, and on a
journal that does not verify.
"""

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).parent.resolve()
BINARY, DATABASE_URL = str(Path(sys.argv[1]).resolve()), sys.argv[2:3]


def main(data):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        bind = f"127.0.0.1:{free.getsockname()[1]}"
    registry = [BINARY, "--data-dir", str(data / "data"), "--bind", bind]
    if DATABASE_URL:
        registry += ["--database-url", *DATABASE_URL]
    with (data / "log").open("w") as log:
        server = subprocess.Popen([*registry, "serve"], stderr=log)
    try:
        document = json.loads(output(*registry, "openapi"))
        (data / "clients.json").write_text(json.dumps(clients(registry, document, data / "data" / "first-client.json")))
        (data / "openapi.json").write_text(json.dumps(document))
        passed = schemathesis(f"http://{bind}", data)
        untried = tally(document, json.loads((data / "tally.json").read_text()))
    finally:
        server.terminate()
        stopped = server.wait(timeout=60)
    verified = subprocess.run([*registry, "journal", "verify"], check=False).returncode == 0
    errors = [line for line in (data / "log").read_text().splitlines() if '"level":"ERROR"' in line or "panicked" in line]
    print(*errors[:20], sep="\n")
    return passed and verified and not untried and not errors and stopped == 0


def output(*command):
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


def clients(registry, document, first):
    """One client for each role that the contract names, all of the ministry."""
    for _ in range(300):
        if first.exists() and first.stat().st_size:
            break
        time.sleep(0.1)
    organisation = json.loads(first.read_text())["organisationId"]
    scopes = document["components"]["securitySchemes"]["oauth2"]["flows"]["clientCredentials"]["scopes"]
    roles = {role for described in scopes.values() for role in described.removeprefix("Roles: ").split(", ")}
    create = [*registry, "clients", "create", "--organisation", organisation]
    return {role: json.loads(output(*create, "--name", f"CI {role}", "--role", role)) for role in sorted(roles)}


def schemathesis(url, data):
    program = Path(sys.executable).parent / "st"
    command = [program, "--config-file", HERE / "schemathesis.toml", "run", data / "openapi.json", "--url", url]
    environment = {
        "SCHEMATHESIS_HOOKS": str(HERE / "schemathesis_hooks.py"),
        "REGISTRY_CLIENTS": str(data / "clients.json"),
        "REGISTRY_TALLY": str(data / "tally.json"),
    }
    return subprocess.run(command, cwd=data, env=os.environ | environment, check=False).returncode == 0


def tally(document, counted):
    """The operations without a single success; says how often each gave which status."""
    operations = [operation["operationId"] for path in document["paths"].values() for operation in path.values()]
    untried = [name for name in operations if not any(status.startswith("2") for status in counted.get(name, {}))]
    for name in sorted(operations):
        print(f"{name:35}", *(f"{status}×{count}" for status, count in sorted(counted.get(name, {}).items())))
    print("operations:", len(operations), "never succeeded:", *(untried or ["none"]))
    return untried


with tempfile.TemporaryDirectory() as folder:
    sys.exit(0 if main(Path(folder)) else 1)
