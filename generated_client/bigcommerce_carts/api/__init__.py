# Generated from carts.yaml. Do not edit: change the contract, a template or the runtime.

"""Contains methods for accessing the API"""
