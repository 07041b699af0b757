"""HTTP messages between a client and a server: as bytes, parsed, and made by hand."""
