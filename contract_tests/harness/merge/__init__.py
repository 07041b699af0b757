"""`nox -s merge`: combines the reports of shards into the report and the verdict of one run."""
