import type { Check } from "../../src/model/check.ts";
import { duration, remark, skip, some, warning } from "../finding.ts";

export const revocationLists: Check = {
  id: "revocation-lists",
  title: "The certificate revocation lists are up to date",
  why: "Grid software refuses every certificate of a CA whose list is out of date, with messages that do not say so.",
  judges: "A warning when lists are past their next update; a remark when lists cannot be read.",
  thresholds: ["X509_CERT_DIR"],
  phase: "node",
  evaluate: ({ site: { certificates }, clock }) => {
    const { path, lists, expired, expiredCount, unknown } = certificates;
    if (lists === 0) return skip(`there are no revocation lists in ${path}`);
    const [first] = expired;
    if (first === undefined)
      return unknown.length === 0
        ? []
        : [
            remark(
              `${unknown.length} revocation lists in ${path} could not be read`,
              some(unknown.map(({ what, why }) => `${what}: ${why}`)),
              "Remove broken lists and run `fetch-crl`.",
            ),
          ];
    return [
      warning(
        `${expiredCount} of ${lists} revocation lists in ${path} are out of date, the oldest for ${duration(clock.now - first.at)}`,
        some(expired.map(({ file, at }) => `${file}: next update ${duration(clock.now - at)} ago`)),
        "Run `fetch-crl`, and start its timer (`systemctl enable --now fetch-crl.timer` or fetch-crl-cron); check that the node reaches the CAs' web servers.",
      ),
    ];
  },
};
