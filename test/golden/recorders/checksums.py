"""The engine's own bits: checksums.json. The build must be fresh: `npm run build`."""
import json
import subprocess
from pathlib import Path

SCRIPT = Path(__file__).parents[3] / "dist/test/engine/checksums.js"


def checksums(_golden, _cases):
    return json.loads(subprocess.run(["node", SCRIPT], check=True, capture_output=True, text=True).stdout)
