import fc from "fast-check";
import { expect, it } from "vitest";
import { parseSysvIpc } from "../../../src/parse/proc/sysvipc.ts";

const shm = `       key      shmid perms                  size  cpid  lpid nattch   uid   gid  cuid  cgid      atime      dtime      ctime                   rss                  swap
         0      32769  1600               1048576 12345 12346      2  5001  5001  5001  5001 1795400000 1795400001 1795399999                  4096                     0
 -12345678      32770   600                   100     1     1      0     0     0     7     0          0          0 1795399998                     0                     0
`;
const sem = `       key      semid perms      nsems   uid   gid  cuid  cgid      otime      ctime
         5          3   600          1  5001  5001  5001  5001          0 1795400002
`;

it("is read by the names of its columns", () => {
  expect(parseSysvIpc("shm", shm)).toEqual([
    { kind: "shm", id: 32769, creator: 5001, changedAt: 1795399999, attached: 2 },
    { kind: "shm", id: 32770, creator: 7, changedAt: 1795399998, attached: 0 },
  ]);
  expect(parseSysvIpc("sem", sem)).toEqual([{ kind: "sem", id: 3, creator: 5001, changedAt: 1795400002, attached: 0 }]);
  expect(parseSysvIpc("msg", sem)).toEqual([]);
});

it("is never thrown over, and no row is made up", () => {
  fc.assert(fc.property(fc.string(), (text) => parseSysvIpc("shm", text).length === 0));
  fc.assert(fc.property(fc.nat(shm.length), (length) => parseSysvIpc("shm", shm.slice(0, length)).length <= 2));
});
