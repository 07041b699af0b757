"""The methods of the operations."""

from .pets_api import PetsApi

__all__ = ["PetsApi"]
