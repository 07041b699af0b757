"""Make calls, record them and run checks: over Prism, in process and over broken sockets."""
