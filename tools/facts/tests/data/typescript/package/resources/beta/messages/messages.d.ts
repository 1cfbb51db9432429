import * as BetaAPI from "../beta.js";
import { MessageCreateParamsBase as Stable, MessageCountTokensParams as StableCount } from "../../messages/messages.js";
export interface MessageCreateParamsBase extends Stable {
    preview?: boolean;
    /**
     * Header param: The betas.
     */
    betas?: Array<BetaAPI.AnthropicBeta>;
}
export type MessageCountTokensParams = StableCount;
