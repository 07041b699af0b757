"""The names of the contract that these tests use; no other file of this folder contains them.

Members, headers and the path are read from openapi/carts.yaml, in its order, so a renamed one
changes nothing here. The operation, the models and the arguments are named after the contract by
the generator; a renamed one changes this file only.
"""

from __future__ import annotations

from bigcommerce_carts.api.cart_redirect_urls import create_cart_redirect_url as operation
from bigcommerce_carts.models import ErrorResponse as ErrorBody
from bigcommerce_carts.models import InlineResponse201 as Success
from bigcommerce_carts.models import JsonMediaType as MediaType
from bigcommerce_carts.models import RedirectUrls as Urls
from bigcommerce_carts.models import RedirectUrlsRequest as RequestBody
from contract_tests.harness.project import SPEC
from contract_tests.harness.spec import load_contract

__all__ = ["ErrorBody", "MediaType", "RequestBody", "Success", "Urls", "operation"]

#: The arguments for the path parameter and for the two headers.
CART_ID, ACCEPT, CONTENT_TYPE = "cart_id", "accept", "content_type"

CONTRACT = load_contract(SPEC).document
COMPONENTS = CONTRACT["components"]


def members(model: type) -> list[str]:
    """Return the members that the schema of *model* names, in the order of the contract."""
    return [*COMPONENTS["schemas"][model.__name__]["properties"]]


#: The values of the two headers.
MEDIA_TYPES: list[str] = COMPONENTS["schemas"]["JsonMediaType"]["enum"]
PATH = next(path for path, item in CONTRACT["paths"].items() if "post" in item)
CLIENT_ID_HEADER, TOKEN_HEADER = (each["name"] for each in COMPONENTS["securitySchemes"].values())
(QUERY,) = members(RequestBody)
DATA, META = members(Success)[:2]
#: A required member of the URLs, and the optional one.
URL, OPTIONAL_URL = members(Urls)[1:3]
STATUS, TITLE, TYPE, INSTANCE, ERRORS = members(ErrorBody)[:5]


def urls(url: str) -> dict[str, str]:
    """Return the required members of `Urls`, each with the value *url*."""
    return dict.fromkeys(COMPONENTS["schemas"][Urls.__name__]["required"], url)


def url_of(result: Success) -> str:
    """Return the attribute `URL` of a success."""
    return str(getattr(getattr(result, DATA), URL))
