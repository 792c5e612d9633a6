"""Starts a program in two ranks, as torchrun does: `ranks.py train.py args`. Debian's torchrun fails with its Python."""
import os
import socket
import subprocess
import sys

with socket.socket() as probe:
    probe.bind(("", 0))
    port = probe.getsockname()[1]
common = {**os.environ, "WORLD_SIZE": "2", "MASTER_ADDR": "127.0.0.1", "MASTER_PORT": str(port)}
ranks = [subprocess.Popen([sys.executable, *sys.argv[1:]], env={**common, "RANK": rank}) for rank in "10"]
sys.exit(max(rank.wait() for rank in ranks))
