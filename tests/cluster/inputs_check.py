"""Searches the same photos by each form of input of spark_scan.py, without a cluster, and prints what each found.

`inputs_check.py EXECUTABLE KNOWN FOLDER WORK FORMAT…`, with FOLDER of photos and nothing else; prints JSON.
"""

import json
import os
import sys
import tempfile

import spark_scan
from local_spark import local_session


def main():
    executable, known, folder, work, *formats = sys.argv[1:]
    spark = local_session(2)
    # An application's own functions are sent along; those of a module are not.
    spark.sparkContext.addPyFile(spark_scan.__file__)
    paths = [os.path.join(folder, name) for name in sorted(os.listdir(folder))]
    text, table = os.path.join(work, "photos.txt"), os.path.join(work, "photos.parquet")
    with open(text, "w", encoding="utf-8") as file:
        file.writelines(f"{path}\n" for path in paths)
    spark.createDataFrame([(path,) for path in paths], "path string").write.parquet(table)
    inputs = {"list": text, "parquet": table, "folder": folder, "binaryFile": folder}
    common = ["--executable", executable, "--known", known, "--partitions", "2", "--output", "", "--root", folder]
    options = spark_scan.parsed([*common, ""])
    with tempfile.TemporaryDirectory(dir=work) as driver:
        search = spark_scan.search_with(spark, options, driver)
        found = {}
        for form in formats:
            options = spark_scan.parsed([*common, "--input-format", form, inputs[form]])
            found[form] = sorted(map(told, spark_scan.photos_of(spark, options, search).collect()))
    print(json.dumps(found))


def told(values):
    """A row as text; Spark names a file that it has read itself by a URL."""
    row = dict(zip(spark_scan.NAMES, values))
    return json.dumps({**row, "path": row["path"].removeprefix("file:"), "modified": str(row["modified"])})


if __name__ == "__main__":
    main()
