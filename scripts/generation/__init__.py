"""
From a contract to a client: everything behind `scripts/generate.py`.

No module here knows an API: what a client says about one comes from its contract.
openapi-python-client parses the schemas and names classes and modules; what it does not read
(security schemes, servers, constraints, vendor extensions) is read here, for the templates.

    contract            reads, checks and repairs the document                 -> dict
    reading             reads JSON or YAML 1.2
    document            operations, references, and the objects in a document
    openapi_validation  finds violations of OpenAPI in the document
    text_validation     finds invalid texts, such as an invalid header name
    repairs, operation_repairs, schema_repairs
                        the smallest changes with which the rest of a document can be used
    schema_cycles, union_repairs, credential_parameters
                        repairs of one kind of part each
    limitations         what a client does not have as its contract describes it
    schemas             reduces schemas to the keywords that validate
    schema_parts        the parts of a schema that apply to the same value
    discriminators      the mappings that choose among the schemas of a union
    directions          read-only and write-only members
    reachable           the schemas that requests and responses contain
    security, servers, statuses
                        read the security schemes, the server and the documented errors
    media_types         classifies media types
    class_names, client_arguments
                        names that Python can tell apart
    opc_document        the document that openapi-python-client reads          -> OpcDocument
    opc_contents, opc_schemas, opc_models, opc_forms
                        its bodies, schemas and models, and the forms of these
    property_types      corrections of the types that openapi-python-client chooses
    opc_adapter         adapts the result of openapi-python-client
    template_context    what the templates need of a contract                  -> TemplateContext
    features            the features of the runtime that a contract uses       -> FeatureUsage
    naming              names for the client of another contract
    options             the options of the generator
    texts               texts of a contract in generated files
    output_checks       refuses unusable templates and invalid output
    pruning             removes what a contract does not reach
    build               runs all of these                                      -> a project
    errors              the error of the generator
    output_tree         stamps, compares and swaps a generated project
    file_lock           lets one process at a time change a folder
    regeneration        builds, checks and replaces the checked-in client
"""
