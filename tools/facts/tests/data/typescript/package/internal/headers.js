exports.INTERNAL_BETA = 'mentioned-2030-02-02';
