"""Type checkers must reject each line marked `wrong`, and accept all others."""

from collections.abc import Mapping

from acme._vendor.bigcommerce_carts import AuthenticatedClient, RetryPolicy
from acme._vendor.bigcommerce_carts.api.cart_redirect_urls import create_cart_redirect_url
from acme.checkout import redirect_urls

client = AuthenticatedClient(store_hash="abc123", auth_token="token")
AuthenticatedClient(store_hash="abc123")  # wrong: no credential
AuthenticatedClient(store_hash="abc123", auth_token=1)  # wrong: not a string
AuthenticatedClient(store_hash="abc123", auth_token=None)  # wrong: not a string
AuthenticatedClient(store_hash="abc123", auth_token="token", timeout="soon")  # wrong: not a number
AuthenticatedClient(store_hash="abc123", auth_token="token", total_timeout="soon")  # wrong: not a number
AuthenticatedClient(store_hash="abc123", auth_token="token", headers=5)  # wrong: not a mapping
AuthenticatedClient(store_hash="abc123", auth_token="token", headers={"X-Own": 5})  # wrong: not a string
AuthenticatedClient(store_hash="abc123", auth_token="token", max_retries="3")  # wrong: not an integer
AuthenticatedClient(store_hash="abc123", auth_token="token", retry_policy=3)  # wrong: not a policy
AuthenticatedClient(store_hash="abc123", auth_token="token", max_response_size=None)  # wrong: not an integer
AuthenticatedClient(store_hash="abc123", auth_token="token", strict="yes")  # wrong: not a bool
AuthenticatedClient(store_hash="abc123", auth_token="token", httpx_args=[1])  # wrong: not a mapping
AuthenticatedClient(store_hash="abc123", auth_token="token", async_httpx_args=[1])  # wrong: not a mapping
AuthenticatedClient(store_hash="abc123", auth_token="token", retry=3)  # wrong: no such argument
AuthenticatedClient.from_env(timeout="soon")  # wrong: not a number
AuthenticatedClient.from_env(retry=3)  # wrong: no such argument
client.with_timeout("soon")  # wrong: not a number
client.with_timeout(total="soon")  # wrong: not a number
client.with_headers(5)  # wrong: not a mapping
client.timeout = 5  # wrong: not an httpx.Timeout
AuthenticatedClient(store_hash="abc123", auth_token="token", timeout=5, total_timeout=None, headers={})
AuthenticatedClient.from_env(max_retries=3, httpx_args={"http2": True}).with_timeout(total=None)
RetryPolicy(3)  # wrong: arguments have names
RetryPolicy(backoff="3")  # wrong: not a number
create_cart_redirect_url.sync("id")  # wrong: no client
create_cart_redirect_url.sync(5, client=client)  # wrong: not a string
create_cart_redirect_url.sync("id", client=client, accept="text/html")  # wrong: not in the contract
create_cart_redirect_url.sync("id", client=client, body="a=b")  # wrong: not an object
create_cart_redirect_url.sync("id", client=client, body={})
result = create_cart_redirect_url.sync("id", client=client)
urls = redirect_urls(client, "id", "newsletter")
text: str = urls.cart_url
number: int = urls.cart_url  # wrong: a string
sure: Mapping[str, object] = result.meta  # wrong: may be absent
urls.checkout_link  # wrong: no such attribute
