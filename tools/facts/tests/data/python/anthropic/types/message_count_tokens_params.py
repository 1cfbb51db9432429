from __future__ import annotations

from typing import Iterable
from typing_extensions import Required, TypedDict

from .model_param import ModelParam
from .message_create_params import MessageParam


class MessageCountTokensParams(TypedDict, total=False):
    messages: Required[Iterable[MessageParam]]

    model: Required[ModelParam]
