"""
The comparison of two contracts: what a newer one changes for clients of the older one.

Rule 1: a change is something that one contract allows on the wire and the other one does not. The
engine makes requests and responses that one contract allows, and validates them with the other.
Rule 2: a request that only the older contract allows, and a response that only the newer one
allows, break clients. The opposites are compatible.
Rule 3: the result is the same in each run.

    endpoints  the operations of two contracts that have the same method and effective URL
    sides      one contract of the two: what it says about a place
    findings   what one contract does not allow of the messages of the other one
    messages   the smallest message that shows a finding, and its text
    changes    one line for each change
    engine     the comparison, in both directions
    verdict    the changes with what a baseline accepts of them
    __main__   `nox -s compare`
"""
