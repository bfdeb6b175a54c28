"""Searches photos on a Spark cluster with the executable, and writes what it finds as Parquet.

    spark-submit spark_scan.py --executable facefinder-linux-x64 --known family/ --partitions 64 \\
        --output found/ photos.txt [-- --strict]

The README beside this file says how it is used. In --output are four tables, by the column `table`: `faces`, one
row a face; `matches` and `photos`, one row a photo with and without somebody who is sought; `problems`, one row an
error or a file left out.
"""

import argparse
import os
import sys
import tempfile
import zlib
from datetime import datetime

from pyspark import SparkFiles
from pyspark.sql import SparkSession
from pyspark.sql import types as t

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
import facefinder_process  # noqa: E402

BOX = ("x", "y", "width", "height")
FIELDS = [
    ("path", t.StringType()),
    ("hash", t.StringType()),
    ("size", t.LongType()),
    ("modified", t.TimestampType()),
    ("width", t.IntegerType()),
    ("height", t.IntegerType()),
    ("rotated", t.IntegerType()),
    ("people", t.ArrayType(t.StringType())),
    # Of faces: the position in the photo's event, largest first.
    ("face", t.IntegerType()),
    ("box", t.StructType([t.StructField(side, t.DoubleType()) for side in BOX])),
    ("detection", t.DoubleType()),
    ("person", t.StringType()),
    ("nearest", t.StringType()),
    ("similarity", t.DoubleType()),
    ("confidence", t.DoubleType()),
    ("sharpness", t.DoubleType()),
    ("yaw", t.DoubleType()),
    ("embedding", t.ArrayType(t.FloatType())),
    # Of problems: `code` is a skip's reason, too.
    ("stage", t.StringType()),
    ("code", t.StringType()),
    ("message", t.StringType()),
    ("retryable", t.BooleanType()),
    ("table", t.StringType()),
]
SCHEMA = t.StructType([t.StructField(name, kind) for name, kind in FIELDS])
NAMES = [name for name, _ in FIELDS]


def rows(events):
    """The rows of the tables that an iterator of events makes."""
    for event in events:
        kind = event["type"]
        if kind in ("skip", "error"):
            code = event["reason"] if kind == "skip" else event["code"]
            yield _row("problems", {**event, "code": code})
            continue
        photo = {**event, "modified": _time(event["modified"])}
        yield _row("matches" if kind == "match" else "photos", photo)
        for position, face in enumerate(event["faces"]):
            yield _row("faces", {**photo, "people": None, **_face(position, face)})


def _face(position, face):
    return {
        **{name: face[name] for name in ("detection", "person", "nearest", "similarity", "confidence")},
        "face": position,
        "box": tuple(float(face["box"][side]) for side in BOX),
        "sharpness": face["quality"]["sharpness"],
        "yaw": face["quality"]["yaw"],
        "embedding": _floats(face["embedding"]),
    }


def _row(table, values):
    # JSON has no difference between 1 and 1.0; Spark's doubles have.
    return tuple(
        float(value) if isinstance(kind, t.DoubleType) and value is not None else value
        for (_, kind), value in zip(FIELDS, ({**values, "table": table}.get(name) for name in NAMES))
    )


def _floats(text):
    import base64
    import struct

    data = base64.b64decode(text)
    return list(struct.unpack(f"<{len(data) // 4}f", data))


def _time(text):
    try:
        return None if text is None else datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        return None  # a year that no photo is from


def shard_of(path, root=""):
    """As `--shard` divides: by the CRC-32 of the path below the root, or of the whole path where none is given."""
    return zlib.crc32((os.path.relpath(path, root) if root else path).encode("utf-8", "surrogateescape"))


def photos_of(spark, options, search):
    """The RDD of rows of all tables; `search` makes, on the machine that runs a task, what all tasks share."""
    from facefinder_process import scan_contents, scan_list, scan_shard

    source, partitions, root = options.input, options.partitions, options.root
    if options.input_format == "folder":
        # The executable walks the folder in each task, and takes its part.
        shards = spark.sparkContext.parallelize(range(partitions), partitions)
        return shards.mapPartitions(
            lambda own: (row for index in own for row in rows(scan_shard(search(), source, index, partitions)))
        )
    if options.input_format == "binaryFile":
        files = spark.read.format("binaryFile").option("recursiveFileLookup", "true").load(source)
        contents = files.select("path", "content", "modificationTime").rdd
        return contents.mapPartitions(
            lambda own: rows(
                scan_contents(search(), ((f.path, f.content, f.modificationTime.timestamp()) for f in own))
            )
        )
    if options.input_format == "parquet":
        paths = spark.read.parquet(source).select("path").rdd.map(lambda row: row.path)
    else:
        paths = spark.read.text(source).rdd.map(lambda row: row.value).filter(bool)
    # By what a path is and not by its place in the list: whatever is computed anew has the same photos.
    divided = paths.map(lambda path: (path, None)).partitionBy(partitions, lambda path: shard_of(path, root))
    return divided.keys().mapPartitions(lambda own: rows(scan_list(search(), own)))


def search_with(spark, options, work):
    """Analyses the references, sends them and the executable to the machines, and gives what makes a Search there."""
    context, there = spark.sparkContext, options.executable.startswith("local:")
    executable = os.path.abspath(options.executable.removeprefix("local:"))
    archive = os.path.join(work, "facefinder-references.tar")
    facefinder_process.prepare_references(executable, options.known, options.unwanted, archive)
    context.addArchive(archive)
    context.addPyFile(os.path.join(HERE, "facefinder_process.py"))
    if not there:
        context.addFile(executable)
    scan_options = tuple(options.scan_options)

    def search():
        from facefinder_process import Search

        # Spark names its folder by a path that is relative on some clusters.
        own = os.path.abspath(SparkFiles.getRootDirectory())
        sent = os.path.join(own, os.path.basename(executable))
        references = os.path.join(own, "facefinder-references.tar")
        return Search(executable if there else sent, references, own, scan_options)

    return search


def parsed(arguments):
    own, scan_options = arguments, []
    if "--" in arguments:
        own, scan_options = arguments[: arguments.index("--")], arguments[arguments.index("--") + 1 :]
    parser = argparse.ArgumentParser(description="Searches photos on a Spark cluster.", epilog="Options of `facefinder scan` may follow after --, such as -- --strict.")
    add = parser.add_argument
    add("input", help="a table of absolute paths, or a folder")
    add("--input-format", choices=["list", "parquet", "folder", "binaryFile"], default="list",
        help="list: text, a path a line; parquet: a column `path`; folder: each task walks it; "
        "binaryFile: Spark reads the photos, from wherever it can")
    add("--root", default="", help="folder below which paths are divided among partitions as `--shard` does")
    add("--executable", required=True, help="sent to the machines; local:PATH where each has it at that path")
    add("--known", action="append", required=True, help="as for `facefinder scan`; may be repeated")
    add("--not", dest="unwanted", action="append", default=[], help="as for `facefinder scan`; may be repeated")
    add("--partitions", type=int, default=64, help="tasks: some hundred to some thousand photos each")
    add("--output", required=True, help="folder of the tables, anywhere Spark can write")
    add("--mode", choices=["errorifexists", "overwrite"], default="errorifexists", help="if there is something already")
    options = parser.parse_args(own)
    options.scan_options = scan_options
    return options


def main():
    options = parsed(sys.argv[1:])
    spark = (
        SparkSession.builder.appName("facefinder")
        # Rows go to the tables' files as they come, and are not sorted by table first.
        .config("spark.sql.maxConcurrentOutputFileWriters", "4")
        .getOrCreate()
    )
    print(f"facefinder: application {spark.sparkContext.applicationId}, {spark.sparkContext.uiWebUrl}", file=sys.stderr)
    with tempfile.TemporaryDirectory(prefix="facefinder-driver-") as work:
        found = photos_of(spark, options, search_with(spark, options, work))
        table = spark.createDataFrame(found, SCHEMA, verifySchema=False)
        table.write.partitionBy("table").mode(options.mode).parquet(options.output)
    spark.stop()


if __name__ == "__main__":
    main()
