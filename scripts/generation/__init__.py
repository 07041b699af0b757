"""
From a contract to a client package: everything behind ``scripts/generate.py``.

Rule 1: nothing here knows an API. What a package says about one comes from the contract's file.
Rule 2: upstream's generator parses schemas and names things; what it does not read (security
schemes, servers, constraints, vendor extensions) is read by `facts` and handed to the templates.

    contract   the document on disk, checked            -> dict
    soundness  what in it is not OpenAPI: the place and the reason
    schemas    its schemas, reduced to what validates
    facts      what templates ask of the document       -> TemplateContext
    uses       what of all that a client can do it makes use of
    upstream   what upstream is shown, and the names that it may not use
    foreign    names for a client of another contract
    package    upstream's generator, templates, ruff    -> a tree of files
    pruning    without what nothing in it reaches
    tree       digests, stamp, comparison, the swap
"""
