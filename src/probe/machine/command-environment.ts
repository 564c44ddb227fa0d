import type { Host } from "../../host/host.ts";

/** For commands whose words we read: no translation, and the directories of administration commands. */
export const commandEnvironment = (host: Host): Readonly<Record<string, string>> => ({
  PATH: [host.env["PATH"], "/usr/bin:/bin:/usr/sbin:/sbin"]
    .filter((part) => part !== undefined && part !== "")
    .join(":"),
  LC_ALL: "C",
});
