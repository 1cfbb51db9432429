export type AnthropicBeta = (string & {}) | 'listed-2030-01-01';
