/** Words that the ClassAd language takes for itself, in any case, and the scopes that references are resolved in. */
const taken = new Set(["true", "false", "undefined", "error", "is", "isnt", "my", "target", "parent"]);

/** Whether a text can be the name of an attribute without quotes. */
export const isAttributeName = (text: string): boolean =>
  /^[A-Za-z_][A-Za-z0-9_]{0,255}$/u.test(text) && !taken.has(text.toLowerCase());
