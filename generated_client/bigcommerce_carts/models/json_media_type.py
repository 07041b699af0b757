# Generated from carts.yaml. Do not edit: change the contract or a template instead.

from typing import Literal

JsonMediaType = Literal["application/json", "application/json; charset=utf-8"]

JSON_MEDIA_TYPE_VALUES: set[JsonMediaType] = {
    "application/json",
    "application/json; charset=utf-8",
}


def check_json_media_type(value: str) -> JsonMediaType:
    if value in JSON_MEDIA_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {JSON_MEDIA_TYPE_VALUES!r}")
