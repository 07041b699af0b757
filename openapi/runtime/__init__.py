"""The runtime of every generated client: plain Python that does not depend on a contract.

Generation copies these modules into the client and removes what its contract does not reach. Two
modules are stand-ins, so that this package can be imported and type-checked: generation replaces
`_contract` and `errors`.
"""
