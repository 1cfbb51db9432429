import { APIResource } from "../../core/resource.js";
import * as MessagesAPI from "./messages.js";
import { BatchCreateParams, type Batches } from "./batches.js";
export declare class Messages extends APIResource {
    batches: Batches;
    create(body: MessageCreateParamsNonStreaming, options?: { timeout?: number }): Promise<{ id: string }>;
}
export type Model = 'claude-new-2' | 'claude-old-1' | (string & {});
export interface CitationParam {
    cited_text: string;
}
export interface TextBlockParam {
    text: string;
    type: 'text';
    citations?: Array<CitationParam> | null;
}
export interface ImageBlockParam {
    data: string;
    media_type: 'image/png' | 'image/gif';
    type: 'image';
}
export interface FallbackBlockParam {
    from: string;
    type: 'fallback';
    trigger?: unknown;
}
export interface MessageParam {
    content: string | Array<TextBlockParam | ImageBlockParam | FallbackBlockParam>;
    role: 'user' | 'assistant';
}
export interface Tool {
    input_schema: Tool.InputSchema;
    name: string;
    type?: 'custom' | null;
}
export declare namespace Tool {
    interface InputSchema {
        [key: string]: unknown;
    }
}
export interface SearchTool {
    name: 'search';
    type: 'search_20300101';
    allowed_callers?: ('direct' | 'code')[];
    max_uses?: number | null;
}
export type ToolUnion = Tool | SearchTool;
export type Unused<T> = T extends string ? never : keyof T;
export interface MessageCreateParamsBase {
    /**
     * Body param: The maximum; see `{}`.
     */
    max_tokens: number;
    messages: Array<MessageParam>;
    model: MessagesAPI.Model;
    speed?: 'standard' | 'fast' | null;
    stream?: boolean;
    tools?: Array<ToolUnion>;
    /**
     * Header param: The user profile.
     */
    user_profile_id?: string;
}
export interface MessageCreateParamsNonStreaming extends MessageCreateParamsBase {
    stream?: false;
}
export interface MessageCountTokensParams {
    messages: Array<MessageParam>;
    model: Model;
}
export declare namespace Messages {
    export { type MessageParam as MessageParam };
}
