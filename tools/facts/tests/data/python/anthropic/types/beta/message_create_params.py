from __future__ import annotations

from typing import List
from typing_extensions import TypedDict

from ..anthropic_beta_param import AnthropicBetaParam
from ..message_create_params import MessageCreateParamsBase as Stable


class MessageCreateParams(Stable, total=False):
    preview: bool

    betas: List[AnthropicBetaParam]
