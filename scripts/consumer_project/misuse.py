"""Type checkers must reject each line marked `wrong`, and accept all others."""

from acme._vendor.bigcommerce_carts import AuthenticatedClient
from acme._vendor.bigcommerce_carts.api.cart_redirect_urls import create_cart_redirect_url

client = AuthenticatedClient(store_hash="abc123", auth_token="token")
AuthenticatedClient(store_hash="abc123")  # wrong: no credential
AuthenticatedClient(store_hash="abc123", auth_token=1)  # wrong: not a string
create_cart_redirect_url.sync("id")  # wrong: no client
create_cart_redirect_url.sync(5, client=client)  # wrong: not a string
create_cart_redirect_url.sync("id", client=client, accept="text/html")  # wrong: not in the contract
create_cart_redirect_url.sync("id", client=client, body={"query_params": {}})  # wrong: not a model
result = create_cart_redirect_url.sync("id", client=client)
text: str = result.data.cart_url
number: int = result.data.cart_url  # wrong: a string
sure: str = result.data.embedded_checkout_url  # wrong: may be absent
result.data.checkout_link  # wrong: no such attribute
