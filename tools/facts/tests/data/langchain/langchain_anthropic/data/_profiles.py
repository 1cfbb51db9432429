from typing import Any

_PROFILES: dict[str, dict[str, Any]] = {
    "claude-new-2": {"name": "New 2", "max_input_tokens": 1000000, "max_output_tokens": 128000},
}
