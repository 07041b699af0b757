"""Each line marked `wrong` is one that a type checker has to refuse; the others it has to pass."""

from acme._vendor.bigcommerce_carts import AuthenticatedClient
from acme._vendor.bigcommerce_carts.api.cart_redirect_urls import create_cart_redirect_url

client = AuthenticatedClient(store_hash="abc123", auth_token="token")
AuthenticatedClient(store_hash="abc123")  # wrong: no key
AuthenticatedClient(store_hash="abc123", auth_token=1)  # wrong: no text
create_cart_redirect_url.sync("id")  # wrong: no client
create_cart_redirect_url.sync(5, client=client)  # wrong: no id
create_cart_redirect_url.sync("id", client=client, accept="text/html")  # wrong: not in the contract
create_cart_redirect_url.sync("id", client=client, body={"query_params": {}})  # wrong: no model
result = create_cart_redirect_url.sync("id", client=client)
text: str = result.data.cart_url
number: int = result.data.cart_url  # wrong: a text
sure: str = result.data.embedded_checkout_url  # wrong: it may be absent
result.data.checkout_link  # wrong: no such member
