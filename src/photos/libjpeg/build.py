"""Make libjpeg.wasm: libjpeg-turbo with SIMD as WebAssembly.

    python3 src/photos/libjpeg/build.py [--check]

Needs Python with pip, cargo and apt-get (Debian or Ubuntu), and a network. The sources come out of packages with a
fixed SHA-256, the compiler is a pinned package. Writes libjpeg.wasm beside itself; with --check it writes nothing and
ends with 1 when the committed file differs.
"""

import hashlib
import os
import subprocess
import sys
import tarfile
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "packaging"))
import zig  # noqa: E402

CRATE, CRATE_VERSION = "turbojpeg-sys", "1.2.0"
CRATE_SHA256 = "49b5a974bc59382d35927e3a07eef2ba9a24fe7227cefe52ec44b508e1b90f86"
SIMDE = "libsimde-dev=0.7.4~rc2-2"
SIMDE_SHA256 = "471b66fdc79e0a479c4d11dc85c2b6313df1704b737ea2f7266753335c5d062b"

# libjpeg-turbo compiles some of its sources once for each depth of samples; its CMakeLists.txt says which.
ALL_DEPTHS = "jdapistd jdcolor jddiffct jdlossls jdmainct jdpostct jdsample jutils".split()
LOSSY = ALL_DEPTHS + "jdcoefct jddctmgr jdmerge jidctflt jidctfst jidctint jidctred jquant1 jquant2".split()
ONCE = LOSSY + (
    "jcomapi jdapimin jdatasrc jdhuff jdicc jdinput jdlhuff jdmarker jdmaster jdphuff jerror jmemmgr jmemnobs jpeg_nbits"
).split()
NEON = "jdcolor jdmerge jdsample jidctfst jidctint jidctred".split()
# It takes 64 bits at a time where a processor has them; WebAssembly has, whatever the size of its pointers.
WIDE = {name: ["-D__x86_64__", "-D__ILP32__"] for name in ("jdhuff", "jdphuff", "jdlhuff")}


def checked(archive: Path, sha256: str) -> Path:
    digest = hashlib.sha256(archive.read_bytes()).hexdigest()
    if digest != sha256:
        raise SystemExit(f"{archive.name}: SHA-256 is {digest}, expected {sha256}")
    return archive


def fetch_libjpeg(folder: Path) -> Path:
    home = folder / "cargo"
    (folder / "lib.rs").touch()
    (folder / "Cargo.toml").write_text(
        '[package]\nname = "fetch"\nversion = "0.0.0"\nedition = "2021"\n[lib]\npath = "lib.rs"\n'
        f'[dependencies]\n{CRATE} = "={CRATE_VERSION}"\n'
    )
    # Cargo's own settings, such as a mirror, stay in force; only its store of packages is ours.
    settings = Path(os.environ.get("CARGO_HOME", Path.home() / ".cargo")) / "config.toml"
    home.mkdir()
    if settings.exists():
        (home / "config.toml").write_bytes(settings.read_bytes())
    subprocess.run(["cargo", "fetch", "--quiet"], cwd=folder, env={**os.environ, "CARGO_HOME": str(home)}, check=True)
    (archive,) = home.glob(f"registry/cache/*/{CRATE}-{CRATE_VERSION}.crate")
    with tarfile.open(checked(archive, CRATE_SHA256)) as tar:
        tar.extractall(folder, filter="data")
    return folder / f"{CRATE}-{CRATE_VERSION}" / "libjpeg-turbo"


def fetch_simde(folder: Path) -> Path:
    subprocess.run(["apt-get", "download", "-qq", SIMDE], cwd=folder, check=True)
    (archive,) = folder.glob("libsimde-dev_*.deb")
    subprocess.run(["dpkg", "-x", str(checked(archive, SIMDE_SHA256)), str(folder / "simde")], check=True)
    return folder / "simde/usr/include"


def compile_all(folder: Path) -> bytes:
    compiler = [*zig.install(folder), "-target", "wasm32-wasi", "-O3"]
    libjpeg, simde = fetch_libjpeg(folder), fetch_simde(folder)
    flags = ["-DNDEBUG", "-DNO_GETENV", "-DNO_PUTENV", "-msimd128", "-mbulk-memory", "-mnontrapping-fptoint", "-w"]
    flags += [f"-I{HERE / 'config'}", f"-I{libjpeg / 'src'}", f"-I{simde}", "-DNEON_INTRINSICS"]

    jobs = [(libjpeg / f"src/{name}.c", WIDE.get(name, [])) for name in ONCE]
    jobs += [(libjpeg / f"src/{name}.c", ["-DBITS_IN_JSAMPLE=12"]) for name in LOSSY]
    jobs += [(libjpeg / f"src/{name}.c", ["-DBITS_IN_JSAMPLE=16"]) for name in ALL_DEPTHS]
    jobs += [(libjpeg / f"simd/arm/{name}-neon.c", []) for name in NEON]
    jobs += [(libjpeg / "simd/arm/aarch64/jsimd.c", []), (HERE / "decoder.c", [])]
    objects = [folder / f"{number}.o" for number in range(len(jobs))]

    def compile_one(number: int) -> None:
        source, extra = jobs[number]
        subprocess.run([*compiler, "-c", *flags, *extra, str(source), "-o", str(objects[number])], check=True)

    with ThreadPoolExecutor() as pool:
        list(pool.map(compile_one, range(len(jobs))))
    output = folder / "libjpeg.wasm"
    link = ["-mexec-model=reactor", "-s", "-Wl,--gc-sections", f"-Wl,--max-memory={2**30}"]
    subprocess.run([*compiler, *link, *map(str, objects), "-o", str(output)], check=True)
    return output.read_bytes()


def main() -> None:
    target = HERE / "libjpeg.wasm"
    with tempfile.TemporaryDirectory() as folder:
        made = compile_all(Path(folder))
    zig.keep_or_check(target, made)


main()
