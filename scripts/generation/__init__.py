"""
From a contract to a client: everything behind `scripts/generate.py`.

No module here knows an API: what a client says about one comes from its contract.
openapi-python-client parses the schemas and names classes and modules; what it does not read
(security schemes, servers, constraints, vendor extensions) is read here, for the templates.

    contract            reads and checks the document                          -> dict
    openapi_validation  finds the first error in the document
    text_validation     finds a text without its form, such as an invalid header name
    schemas             reduces schemas to the keywords that validate
    security, servers, statuses
                        read the security schemes, the server and the documented errors
    media_types         classifies media types
    template_context    what the templates need of a contract                  -> TemplateContext
    features            the features of the runtime that a contract uses       -> FeatureUsage
    opc_adapter         adapts the document and the result of openapi-python-client
    name_clashes        finds names that Python could not tell apart
    naming              names for the client of another contract
    texts               texts of a contract in generated files
    pruning             removes what a contract does not reach
    build               runs all of these                                      -> a project
    output_tree         stamps, compares and swaps a generated project
    file_lock           lets one process at a time change a folder
    regeneration        builds, checks and replaces the checked-in client
"""
