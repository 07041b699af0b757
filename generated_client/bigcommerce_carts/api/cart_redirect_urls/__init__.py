# Generated from carts.yaml. Do not edit: change the contract or a template instead.

"""Contains endpoint functions for accessing the API"""
