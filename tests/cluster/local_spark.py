"""Spark within this process, for checks that need no cluster."""

from pyspark.sql import SparkSession


def local_session(threads):
    """A session with so many threads, that nobody else can reach; it prints no progress."""
    return (
        SparkSession.builder.master(f"local[{threads}]")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .getOrCreate()
    )
