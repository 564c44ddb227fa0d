import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { systemCode } from "../../host/read-failure.ts";
import type { Asking, Attempt } from "./web-route.ts";

/** The file system is not there now, or the server behind it; it may be a moment later. */
const mayPass = new Set(["EIO", "ESTALE", "ETIMEDOUT", "EAGAIN", "EINTR", "EHOSTDOWN", "ENOTCONN", "EMFILE", "ENFILE"]);

/** One file of a shared file system, as a reply to one request. A file system that hangs is given up with the signal. */
export async function readShared({ url: path, signal }: Pick<Asking, "url" | "signal">): Promise<Attempt> {
  // Opening cannot be interrupted: the thread stays with it, and we go on.
  const given = Promise.withResolvers<never>();
  const give = (): void => given.reject(new Error("the file system did not answer in time"));
  signal.addEventListener("abort", give, { once: true });
  const opening = open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const file = await Promise.race([opening, given.promise]);
    const status = await Promise.race([file.stat(), given.promise]);
    if (!status.isFile()) {
      await file.close();
      return { kind: "failed", why: "it is not a regular file", again: false };
    }
    const body = file.createReadStream({ signal });
    // A body that nobody reads to its end is closed when it is given up, which is no news.
    body.on("error", () => undefined);
    return { kind: "reply", reply: { status: 200, type: "", length: status.size, body } };
  } catch (error) {
    const code = systemCode(error);
    if (code === null) throw error;
    return { kind: "failed", why: code, again: mayPass.has(code) };
  } finally {
    signal.removeEventListener("abort", give);
    // Its own end is not waited for, and must not be an unhandled one.
    given.promise.catch(() => undefined);
    opening
      .then(
        (file) => (signal.aborted ? file.close() : undefined),
        () => undefined,
      )
      .catch(() => undefined);
  }
}
