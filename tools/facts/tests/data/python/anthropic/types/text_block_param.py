from __future__ import annotations

from typing import Iterable, Optional, Union
from typing_extensions import Literal, Required, TypedDict

from .._models import BaseModel


class Citation(BaseModel):
    received: str


class CitationParam(TypedDict, total=False):
    cited_text: Required[str]


class TextBlockParam(TypedDict, total=False):
    text: Required[str]

    type: Required[Literal["text"]]

    citations: Optional[Iterable[Union[CitationParam, Citation]]]
    """Text that supports the answer."""
