"""Results of a run: contract coverage, the table of laws, HTML, JSON and JUnit files."""
