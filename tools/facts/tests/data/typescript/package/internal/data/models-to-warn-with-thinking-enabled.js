exports.MODELS_TO_WARN_WITH_THINKING_ENABLED = ['claude-old-1'];
