"""Archives: many reports in one SQLite or DuckDB file or a folder of Parquet files.

``ingest.archive`` fills one, ``series.series`` asks one about an indicator over the years. The
tables are declared in ``schema``; what keeps them is a ``store.Store``, one module a kind.
"""
