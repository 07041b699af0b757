"""What passes between a client and a server, byte for byte."""
