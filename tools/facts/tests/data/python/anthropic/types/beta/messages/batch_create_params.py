from __future__ import annotations

from ...messages.batch_create_params import BatchCreateParams
