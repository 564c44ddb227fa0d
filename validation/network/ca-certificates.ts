import type { Check } from "../../src/model/check.ts";
import { skip, warning } from "../finding.ts";

export const caCertificates: Check = {
  id: "ca-certificates",
  title: "The CA certificates of the grid are there",
  why: "Without them no grid server and no proxy can be verified: transfers and X.509 authentication fail.",
  judges:
    "A warning when X509_CERT_DIR leads nowhere, when the directory has no CA certificates, and when there is none although a proxy is used.",
  thresholds: ["X509_CERT_DIR"],
  phase: "node",
  evaluate: ({ site: { certificates, complete }, credentials }) => {
    const { path, from, exists, authorities } = certificates;
    const evidence = `${path} (${from})`;
    const fix =
      "Install the CA bundle (package osg-ca-certs, igtf-ca-certs or ca-policy-egi-core), or point X509_CERT_DIR to /cvmfs/oasis.opensciencegrid.org/mis/certificates.";
    if (exists === null) return skip(`${path} could not be looked at`);
    if (!exists) {
      if (from === "default" && !complete) return skip("the tree has no CA directory");
      if (from === "default" && !credentials.some(({ kind }) => kind === "x509-proxy"))
        return skip("there is no CA directory, and no proxy that would need one");
      return [warning(`the CA directory ${path} does not exist`, evidence, fix)];
    }
    return authorities > 0 ? [] : [warning(`the CA directory ${path} has no CA certificates`, evidence, fix)];
  },
};
