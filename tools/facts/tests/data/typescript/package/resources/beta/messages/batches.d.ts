import { BatchCreateParams as Stable } from "../../messages/batches.js";
export type BatchCreateParams = Stable;
