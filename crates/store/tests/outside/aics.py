"""Checks an exported log with aics-tlog: FOLDER OLDER-CHECKPOINT VERIFIER-KEY.

The command-line tool judges checkpoint, inclusion and consistency; its library walks all tiles and bundles, since the
former look at the right edge and the paths only. Exit code 1 and "rejected: ..." when something is wrong.
"""

import json
import subprocess
import sys
from pathlib import Path

from aics_tlog import FileSystemTileReader, audit_tiles, parse_checkpoint, parse_note

folder, older, key = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]


def reject(reason):
    print(f"rejected: {reason}")
    sys.exit(1)


def tool(*arguments):
    command = [sys.executable, "-m", "aics_tlog", *arguments, "--log-key", key, "--tiles", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True)
    if not done.stdout.startswith("{"):
        sys.exit(done.stderr or 2)
    report = json.loads(done.stdout)
    if done.returncode != 0 or not report["ok"]:
        reject(f"{arguments[0]}: {report.get('error')}")


tool("verify-checkpoint")
tool("verify-consistency", "--old-checkpoint", str(older))
checkpoint = parse_checkpoint(parse_note((folder / "checkpoint").read_text()).text)
for index in (0, 1, 255, 256, 1665, 1666, 4095, 4096, checkpoint.size - 1):
    tool("verify-inclusion", "--index", str(index))
try:
    report = audit_tiles(FileSystemTileReader(folder), checkpoint.size, checkpoint.root)
except (ValueError, OSError) as error:
    reject(error)
print(f"all {report.size} entries in {report.bundles} bundles under {report.tiles} tiles are as signed")
