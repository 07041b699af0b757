"""Compressed responses are decoded completely, or are reported as invalid."""

from __future__ import annotations

import gzip
import json
import zlib
from typing import Any

import httpx
import pytest

from bigcommerce_carts.errors import InvalidResponseError, NotFoundError
from contract_tests.client.calls import Call, error_of, sync_and_async
from contract_tests.client.fake_api import SUCCESS, FakeApi, FakeResponse, error_body
from contract_tests.client.messages import message
from contract_tests.client.raw_server import Peer, raw_server

BODY = json.dumps(SUCCESS).encode()
GZIP = gzip.compress(BODY)
ZLIB = zlib.compress(BODY)
REASON = "cannot be decompressed"
# The second byte of a zlib stream depends on the level of compression, and so does its checksum.
LEVELS = {f"zlib-level-{level}": zlib.compress(BODY, level) for level in (0, 1, 6, 9)}


def raw_deflate(data: bytes, level: int = -1) -> bytes:
    """Return *data* as a deflate stream without a zlib header, which some servers send."""
    encoder = zlib.compressobj(level, zlib.DEFLATED, -15)
    return encoder.compress(data) + encoder.flush()


def members(data: bytes, size: int) -> bytes:
    """Return *data* as gzip members with *size* bytes each."""
    return b"".join(gzip.compress(data[i : i + size]) for i in range(0, len(data), size))


COMPLETE: dict[str, tuple[str, bytes]] = {
    "gzip": ("gzip", GZIP),
    "x-gzip": ("X-GZIP", GZIP),
    "members": ("gzip", members(BODY, 40)),
    "one-byte-members": ("gzip", members(BODY, 1)),
    "empty-members": ("gzip", gzip.compress(b"") + GZIP + gzip.compress(b"")),
    "stored-raw-deflate": ("deflate", raw_deflate(BODY, 0)),
    "raw-deflate": ("deflate", raw_deflate(BODY)),
    **{name: ("deflate", data) for name, data in LEVELS.items()},
    "two-layers": ("gzip, gzip", gzip.compress(GZIP)),
    "mixed-layers": ("deflate,gzip", gzip.compress(ZLIB)),
    "raw-deflate-in-members": ("deflate, gzip", members(raw_deflate(BODY), 1)),
    "zlib-in-members": ("deflate, gzip", members(ZLIB, 1)),
    "identity": (" Identity , gzip,", GZIP),
}
INCOMPLETE: dict[str, tuple[str, bytes]] = {
    "cut-trailer": ("gzip", GZIP[:-8]),
    "cut-last-byte": ("gzip", GZIP[:-1]),
    "cut-in-the-middle": ("gzip", GZIP[: len(GZIP) // 2]),
    "cut-header": ("gzip", GZIP[:5]),
    "junk-behind": ("gzip", GZIP + b"JUNK"),
    "zeros-behind": ("gzip", GZIP + bytes(4)),
    "bad-crc": ("gzip", GZIP[:-8] + bytes(4) + GZIP[-4:]),
    "bad-length": ("gzip", GZIP[:-4] + bytes(4)),
    "cut-second-member": ("gzip", GZIP + gzip.compress(b" ")[:-9]),
    "not-gzip": ("gzip", BODY),
    "cut-zlib": ("deflate", ZLIB[:-4]),
    "cut-raw-deflate": ("deflate", raw_deflate(BODY)[:-3]),
    "junk-behind-zlib": ("deflate", ZLIB + b"J"),
    "two-zlib-streams": ("deflate", ZLIB + ZLIB),
    "bad-adler": ("deflate", ZLIB[:-4] + bytes(4)),
    "cut-inner-layer": ("gzip, gzip", gzip.compress(GZIP[:-1])),
    "one-layer-of-two": ("gzip, gzip", GZIP),
    "empty-inner-layer": ("gzip, gzip", gzip.compress(b"")),
    "brotli": ("br", BODY),
    "zstd": ("zstd", BODY),
    "unknown": ("no such encoding", BODY),
    "many-layers": (", ".join(["gzip"] * 2000), GZIP),
}


def response(case: tuple[str, bytes], status: int = 201) -> FakeResponse:
    encoding, body = case
    headers = {"Content-Type": "application/json", "Content-Encoding": encoding}
    return FakeResponse(status, body, headers)


class Raw(FakeApi):
    """Responds through a stream, because httpx decodes the body of a response without one."""

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        result = self.responses[0]
        assert isinstance(result, FakeResponse)
        raw = httpx.Response(result.status, headers=result.headers)
        raw.stream = httpx.ByteStream(result.content)
        return raw


@pytest.mark.parametrize("case", COMPLETE.values(), ids=COMPLETE)
@sync_and_async
def test_a_complete_stream_is_decoded_completely(call: Call, case: tuple[str, bytes]) -> None:
    """All members and layers are part of the body, and the client asks for these encodings."""
    api = Raw(response(case))
    result = call(api.client(), detailed=True)
    assert result.content == BODY
    assert result.parsed.to_dict() == SUCCESS
    assert api.requests[0].headers["Accept-Encoding"] == "gzip, deflate"


@pytest.mark.parametrize("case", INCOMPLETE.values(), ids=INCOMPLETE)
@sync_and_async
def test_any_other_stream_is_an_invalid_response(call: Call, case: tuple[str, bytes]) -> None:
    """No part of a stream that is cut off or damaged is used."""
    with pytest.raises(InvalidResponseError) as caught:
        call(Raw(response(case)).client())
    assert (caught.value.reason, caught.value.content) == (REASON, b"")


@pytest.mark.parametrize("case", INCOMPLETE.values(), ids=INCOMPLETE)
@pytest.mark.parametrize("strict", [False, True])
@sync_and_async
def test_a_documented_error_keeps_its_class(
    call: Call, case: tuple[str, bytes], strict: bool
) -> None:
    """A strict client reports the body, and any other the error that the status documents."""
    with pytest.raises(InvalidResponseError if strict else NotFoundError) as caught:
        call(Raw(response(case, 404)).client(strict=strict))
    assert REASON in str(caught.value)
    assert caught.value.status_code == 404
    assert caught.value.content == b""


@sync_and_async
def test_the_work_for_empty_members_is_linear(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    """Twice as many members take about twice the work, and not four times."""
    decompressor = zlib.decompressobj
    work: list[int] = []

    class Counted:
        def __init__(self, wbits: int) -> None:
            self._decompressor = decompressor(wbits)

        def decompress(self, data: bytes, max_length: int) -> bytes:
            work[-1] += len(data)
            return self._decompressor.decompress(data, max_length)

        def __getattr__(self, name: str) -> Any:
            return getattr(self._decompressor, name)

    monkeypatch.setattr(zlib, "decompressobj", Counted)
    for count in (2000, 4000):
        work.append(0)
        body = gzip.compress(b"") * count + GZIP
        assert call(Raw(response(("gzip", body))).client()).to_dict() == SUCCESS
    assert 0 < work[1] < 3 * work[0]


@sync_and_async
def test_a_compressed_error_is_decoded(call: Call) -> None:
    """The body of a documented error is decompressed like that of a success."""
    body = gzip.compress(json.dumps(error_body(404)).encode())
    error = error_of(call, response(("gzip", body), 404))
    assert isinstance(error, NotFoundError)
    assert error.parsed is not None
    assert error.parsed.to_dict() == error_body(404)


@sync_and_async
@pytest.mark.parametrize("is_chunked", [False, True], ids=["length", "chunked"])
def test_a_body_can_arrive_in_single_bytes(call: Call, is_chunked: bool) -> None:
    """The second of two calls on one connection gets the same result."""
    body = members(BODY, 100)
    headers = "Content-Encoding: gzip"
    whole = message(body, headers, is_chunked=is_chunked, size=1)

    def send_bytes(peer: Peer, request: bytes) -> None:
        for index in range(len(whole)):
            peer.send(whole[index : index + 1])

    with raw_server(send_bytes) as server:
        results = call.outcomes(server.client(), 2)
        assert len(server.peers) == 1
    assert results == [False, False]  # the URLs of a success, for another cart
