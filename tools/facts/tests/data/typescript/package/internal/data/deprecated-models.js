exports.DEPRECATED_MODELS = void 0;
exports.DEPRECATED_MODELS = {
    'claude-old-1': 'January 22nd, 2031',
};
