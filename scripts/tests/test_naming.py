"""Name and version of a generated package."""

from __future__ import annotations

import pytest
from packaging.version import Version

from generation.naming import distribution_name, package_version


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Shop", "shop-client"),
        ("My API, v2!", "my-api-v2-client"),
        ("The client", "the-client"),
        ("2nd try", "api-2nd-try-client"),
        ("import", "api-import-client"),
        ("größer", "gr-er-client"),
        ("日本", "api-client"),
        ("", "api-client"),
    ],
)
def test_the_package_name_follows_from_the_title(title: str, name: str) -> None:
    """Any title results in a name that Python can import."""
    assert distribution_name(title) == name
    assert name.replace("-", "_").isidentifier()


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("1.0.0", "1.0.0"),
        ("1.0rc1", "1.0rc1"),
        ("v2", "2"),
        ("1.0.27-SNAPSHOT", "1.0.27+snapshot"),
        ("1.0beta", "1.0+beta"),
        ("2024-01-01", "2024+01.01"),
        ("Storefront", "0+storefront"),
        ("", "0"),
        ("日本 1", "0+1"),
    ],
)
def test_the_package_version_is_a_python_version(text: str, version: str) -> None:
    """Any version of a contract results in one that is valid in package metadata (PEP 440)."""
    assert package_version(text) == version
    assert str(Version(version)) in (version, version.replace("01.01", "1.1"))
