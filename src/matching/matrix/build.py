"""Make products_wasm.ts from products.c.

    python3 src/matching/matrix/build.py [--check]

Needs Python with pip, and a network: the compiler is a pinned package. With --check it writes nothing and ends with 1
when the committed file differs.
"""

import base64
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "packaging"))
import zig  # noqa: E402


def compile_products(folder: Path) -> bytes:
    output = folder / "products.wasm"
    flags = ["-O3", "-msimd128", "-nostdlib", "-s", "-Wl,--no-entry", "-Wl,-z,stack-size=1024"]
    compiler = [*zig.install(folder), "-target", "wasm32-freestanding"]
    subprocess.run([*compiler, *flags, str(HERE / "products.c"), "-o", str(output)], check=True)
    return output.read_bytes()


with tempfile.TemporaryDirectory() as temporary:
    made = base64.b64encode(compile_products(Path(temporary))).decode()
text = f"/** products.c as WebAssembly, in base64: made by build.py. */\nexport const PRODUCTS_WASM =\n  \"{made}\";\n"
zig.keep_or_check(HERE / "products_wasm.ts", text.encode())
