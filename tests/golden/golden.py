"""Writes golden values: named arrays in the safetensors format, small enough to be committed.

The scripts beside this one need Debian's python3-torch (1.13.1): python3 tests/golden/layers.py
They write the .safetensors files beside them; the same script gives the same bytes.
"""
import json
import pathlib
import struct

import numpy

FOLDER = pathlib.Path(__file__).parent
TYPES = {"float64": "F64", "float32": "F32", "int64": "I64", "uint8": "U8", "bool": "BOOL"}


def save(name, tensors):
    """Writes FOLDER/name.safetensors from a dictionary of torch tensors or numpy arrays, in the order of their names."""
    header, blobs, offset = {}, [], 0
    for key in sorted(tensors):
        value = tensors[key]
        array = numpy.asarray(value.detach() if hasattr(value, "detach") else value)
        blob = array.tobytes(order="C")
        header[key] = {"dtype": TYPES[str(array.dtype)], "shape": list(array.shape), "data_offsets": [offset, offset + len(blob)]}
        offset += len(blob)
        blobs.append(blob)
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    path = FOLDER / f"{name}.safetensors"
    path.write_bytes(struct.pack("<Q", len(text)) + text + b"".join(blobs))
    print(f"{path.name}: {len(tensors)} arrays, {path.stat().st_size:,} bytes")
