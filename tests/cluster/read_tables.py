"""Prints the rows of the tables that spark_scan.py has written, as NDJSON without nulls: `read_tables.py FOLDER`.

`modified` is in milliseconds since 1970, embeddings are base64 of their bytes, so that equal means equal bit for bit.
"""

import base64
import json
import struct
import sys

from local_spark import local_session
from pyspark.sql import functions as f


def main():
    spark = local_session(1)
    tables = spark.read.parquet(sys.argv[1]).withColumn("modified", f.unix_millis("modified"))
    for row in tables.toLocalIterator():
        fields = {name: value for name, value in row.asDict(recursive=True).items() if value is not None}
        if "embedding" in fields:
            packed = struct.pack(f"<{len(fields['embedding'])}f", *fields["embedding"])
            fields["embedding"] = base64.b64encode(packed).decode()
        print(json.dumps(fields))


if __name__ == "__main__":
    main()
