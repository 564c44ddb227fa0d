/** Thresholds of the checks. */
export const validationSettings = {} as const;
