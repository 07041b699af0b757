"""
`nox -s replay`: a server for the lines of Python and shell that a failure shows.

    command  the command line
    servers  Prism, or a server that plays one response
"""
