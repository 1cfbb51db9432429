from typing import Dict

DEPRECATED_MODELS: Dict[str, str] = {
    "claude-old-1": "January 22nd, 2031",
}
