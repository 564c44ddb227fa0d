import { describeFailure, type Failure } from "../model/failure.ts";
import { redactSecrets } from "./redact.ts";

/** A failure for people. Its subject is what somebody wrote, who may have written the secret itself instead of its file. */
export const failureText = (failure: Failure): string => redactSecrets(describeFailure(failure));
