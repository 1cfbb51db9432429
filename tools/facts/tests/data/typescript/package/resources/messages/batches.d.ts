import * as MessagesAPI from "./messages.js";
export interface BatchCreateParams {
    requests: Array<BatchCreateParams.Request>;
}
export declare namespace BatchCreateParams {
    interface Request {
        custom_id: string;
        params: MessagesAPI.MessageCreateParamsNonStreaming;
    }
}
