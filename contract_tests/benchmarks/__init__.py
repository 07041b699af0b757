"""What `python -m contract_tests.benchmarks` measures, one module for each kind of figure."""
