"""Every place where a text cites an official document: find it, link it. Pure."""

from directives.citations.finder import Citation, find
from directives.citations.linking import link

__all__ = ["Citation", "find", "link"]
