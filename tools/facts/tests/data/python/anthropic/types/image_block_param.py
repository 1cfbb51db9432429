from __future__ import annotations

from typing import Union
from typing_extensions import Literal, Required, TypedDict

from .._types import Base64FileInput


class ImageBlockParam(TypedDict, total=False):
    data: Required[Union[str, Base64FileInput]]

    media_type: Required[Literal["image/png", "image/gif"]]

    type: Required[Literal["image"]]


_Reserved = TypedDict("_Reserved", {"from": Required[str]}, total=False)


class FallbackBlockParam(_Reserved, total=False):
    trigger: object

    type: Required[Literal["fallback"]]
