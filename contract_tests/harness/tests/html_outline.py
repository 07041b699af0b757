"""Parses an HTML page for tests."""

from __future__ import annotations

from html.parser import HTMLParser


class Outline(HTMLParser):
    """
    The structure of a page in which each tag is closed.

    Attributes:
        open: tags without an end tag.
        tags: all tags with their attributes.
        text: the text of the page, without styles.
    """

    VOID = ("meta", "br", "wbr", "input")

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, f"</{tag}> at line {self.getpos()[0]} closes another tag"

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] != "style":
            self.text += data
