import { row } from "./row.ts";

/** Credentials beside the token for the pool (GLIDEIN_Token). */
export const credentialSettings = {
  X509_USER_PROXY: row({
    type: { kind: "path" },
    default: null,
    flag: "--x509-proxy",
    doc: "X.509 proxy file. Unset: /tmp/x509up_uUID when there is no token.",
  }),
  X509_CERT_DIR: row({
    type: { kind: "path" },
    default: null,
    doc: "Directory with the CA certificates, named by hash. Unset: /etc/grid-security/certificates, where it exists.",
  }),
} as const;
