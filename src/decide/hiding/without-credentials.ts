/**
 * How a starter without credentials calls: a pool whose broker lets anybody READ lets it in, as nobody in particular. What it
 * says to the shadow and the startd goes through sessions that they share with it, whatever is written here.
 */
export const withoutCredentials = {
  SEC_CLIENT_AUTHENTICATION: "OPTIONAL",
  SEC_CLIENT_ENCRYPTION: "OPTIONAL",
  SEC_CLIENT_INTEGRITY: "OPTIONAL",
  SEC_CLIENT_AUTHENTICATION_METHODS: "ANONYMOUS",
} as const;
