/** A token of the ClassAd language, with its place in the text. */
export type Token =
  | { readonly kind: "integer" | "real"; readonly value: number; readonly start: number; readonly end: number }
  | { readonly kind: "string" | "identifier"; readonly value: string; readonly start: number; readonly end: number }
  | { readonly kind: "boolean"; readonly value: boolean; readonly start: number; readonly end: number }
  | { readonly kind: "undefined" | "error" | "end"; readonly start: number; readonly end: number }
  /** `is` and `isnt` are operators too. */
  | { readonly kind: "operator"; readonly value: string; readonly start: number; readonly end: number };
