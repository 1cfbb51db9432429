from __future__ import annotations

from typing import Iterable
from typing_extensions import Required, TypedDict

from ..message_create_params import MessageCreateParamsNonStreaming


class BatchCreateParams(TypedDict, total=False):
    requests: Required[Iterable[Request]]


class Request(TypedDict, total=False):
    custom_id: Required[str]

    params: Required[MessageCreateParamsNonStreaming]
