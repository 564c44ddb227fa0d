import { row } from "./row.ts";

/** Credentials beside the token for the pool (GLIDEIN_Token). */
export const credentialSettings = {
  GLIDEIN_Hide_Credentials: row({
    type: { kind: "choice", choices: ["AUTO", "NEVER", "PREFERRED", "REQUIRED"] },
    default: "AUTO",
    doc: "Whether jobs outside of containers run where the pilot's credentials and processes cannot be seen: a user, mount and PID namespace, in which no setuid program works; and whether HTCondor's starter, which reads and starts what any job names, runs where the credentials cannot be seen. AUTO: where it works, and the node's container runtime works in there too. PREFERRED: where it works, and the starter where containers of jobs do. REQUIRED: a node where one of the two does not is refused. Either way the starter is not hidden, and REQUIRED refuses the node, where an access point is reached by CCB alone and the broker lets nobody READ without a credential (SEC_READ_AUTHENTICATION), because jobs from there could not start.",
  }),
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
