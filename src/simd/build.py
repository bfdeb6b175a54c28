"""Make kernels_wasm.ts from the C files beside this one.

    python3 src/simd/build.py [--check]

Needs Python with pip, and a network: the compiler is a pinned package. With --check it writes nothing and ends with 1
when the committed file differs.
"""

import base64
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "packaging"))
import zig  # noqa: E402

EXPORTS = [
    "add_rows",
    "coarse_products",
    "likely_pairs",
    "mix_columns",
    "pair_products",
    "planes",
    "products",
    "sample",
    "__heap_base",
]


def compile_kernels(folder: Path) -> bytes:
    output = folder / "kernels.wasm"
    compiler = [*zig.install(folder), "-target", "wasm32-freestanding", "-O3", "-msimd128", "-mnontrapping-fptoint"]
    link = ["-nostdlib", "-s", "-Wl,--no-entry", "-Wl,-z,stack-size=1024", *(f"-Wl,--export={name}" for name in EXPORTS)]
    subprocess.run([*compiler, *link, *map(str, sorted(HERE.glob("*.c"))), "-o", str(output)], check=True)
    return output.read_bytes()


with tempfile.TemporaryDirectory() as temporary:
    made = base64.b64encode(compile_kernels(Path(temporary))).decode()
text = f"/** The C files here as WebAssembly, in base64: made by build.py. */\nexport const KERNELS_WASM =\n  \"{made}\";\n"
zig.keep_or_check(HERE / "kernels_wasm.ts", text.encode())
