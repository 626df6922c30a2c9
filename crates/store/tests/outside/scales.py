"""Checks an exported log with tlog-scales: FOLDER OLDER-CHECKPOINT VERIFIER-KEY.

Signature, root, consistency, and the inclusion of every entry. Exit code 1 and "rejected: ..." when something is wrong.
"""

import sys
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from tlog_scales.backend import LocalBackend
from tlog_scales.reader import TilesReader
from tlog_scales.signing import Vkey
from tlog_scales.tiles import leaf_hash
from tlog_scales.tlog import Checkpoint, ConsistencyProofInvalid, InclusionProofInvalid

folder, older, key = Path(sys.argv[1]), Path(sys.argv[2]), Vkey.from_string(sys.argv[3])


def check():
    reader = TilesReader(LocalBackend(folder))
    checkpoint = reader.get_checkpoint()
    checkpoint.verify(key)
    if reader.calculate_root_hash() != checkpoint.root_hash:
        raise RuntimeError("the tiles do not give the root")
    before = Checkpoint.from_text(older.read_text())
    before.verify(key)
    proof = reader.get_consistency_proof(before.size, checkpoint.size)
    proof.check(before.root_hash, checkpoint.root_hash)
    for index in range(checkpoint.size):
        entry = leaf_hash(reader.get_entry(index))
        reader.get_inclusion_proof(index, checkpoint.size).check(entry, checkpoint.root_hash)
    return checkpoint.size


try:
    print(f"all {check()} entries are as signed")
except InvalidSignature:
    sys.exit(print("rejected: wrong signature") or 1)
except (RuntimeError, ConsistencyProofInvalid, InclusionProofInvalid) as error:
    sys.exit(print(f"rejected: {error}") or 1)
