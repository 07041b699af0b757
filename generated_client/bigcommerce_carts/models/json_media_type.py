# Generated from carts.yaml. Do not edit: change the contract, a template or the runtime.

from typing import Literal

JsonMediaType = Literal["application/json", "application/json; charset=utf-8"]
