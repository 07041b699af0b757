"""Parity law: the four functions of an operation behave the same."""
