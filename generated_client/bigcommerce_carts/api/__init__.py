# Generated from carts.yaml. Do not edit: change the contract or a template instead.

"""Contains methods for accessing the API"""
