"""What a run tells: the verdict table, the progress line, the report."""
