from __future__ import annotations

from typing import Iterable, Optional, Union
from typing_extensions import Literal, Required, TypeAlias, TypedDict

from .model_param import ModelParam
from .text_block_param import TextBlockParam
from .image_block_param import FallbackBlockParam, ImageBlockParam
from .tool_param import ToolUnionParam

Block: TypeAlias = Union[TextBlockParam, ImageBlockParam, FallbackBlockParam]


class MessageParam(TypedDict, total=False):
    content: Required[Union[str, Iterable[Block]]]

    role: Required[Literal["user", "assistant"]]


class MessageCreateParamsBase(TypedDict, total=False):
    max_tokens: Required[int]

    messages: Required[Iterable[MessageParam]]

    model: Required[ModelParam]

    speed: Optional[Literal["standard", "fast"]]

    tools: Iterable[ToolUnionParam]

    user_profile_id: str
    """A header."""


class MessageCreateParamsNonStreaming(MessageCreateParamsBase, total=False):
    stream: Literal[False]


class MessageCreateParamsStreaming(MessageCreateParamsBase):
    stream: Required[Literal[True]]


MessageCreateParams = Union[MessageCreateParamsNonStreaming, MessageCreateParamsStreaming]
