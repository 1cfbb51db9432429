from .._types import SequenceNotStr

MODELS_TO_WARN_WITH_THINKING_ENABLED: SequenceNotStr[str] = ["claude-old-1"]
