# Generated from carts.yaml. Do not edit: change the contract, a template or the runtime.

"""Contains endpoint functions for accessing the API"""
