"""Spark within this process, for checks that need no cluster."""

import os

from pyspark.sql import SparkSession

# For Java that soon ends: to optimise its code takes longer than what it gains.
SHORT_LIVED = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"


def local_session(threads):
    """A session with so many threads, that nobody else can reach; it prints no progress."""
    os.environ.setdefault("JAVA_TOOL_OPTIONS", SHORT_LIVED)
    return (
        SparkSession.builder.master(f"local[{threads}]")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .getOrCreate()
    )
