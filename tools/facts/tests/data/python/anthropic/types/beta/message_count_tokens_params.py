from __future__ import annotations

from ..message_count_tokens_params import MessageCountTokensParams
