import { existsSync, readFileSync, rmSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { servedFiles } from "../rig/classic-arguments.ts";
import { runPilot } from "../rig/classic-pilot.ts";
import { type Answer, loginPage, send } from "../rig/fault-server.ts";
import { type AreaFile, publishArea } from "../rig/gwms-area.ts";

const proof = `/tmp/glidein-classic-proof-${process.pid}`;
const script = (text: string, more: Partial<AreaFile> = {}): AreaFile => ({
  name: "vo.sh",
  content: text,
  type: "exec",
  ...more,
});
const withScript = (text: string, more: Partial<AreaFile> = {}) =>
  publishArea({ files: { client_group: [script(text, { list: "file_list", ...more })] } });
const touching = `#!/bin/sh\ntouch ${proof}\n`;
const answering = (wanted: RegExp, answer: Answer) => (path: string) => (wanted.test(path) ? answer : undefined);
const flipped =
  (path: string, at: number): Answer =>
  (_, response) => {
    const content = Buffer.from(servedFiles(withScript(touching)).get(path) ?? "");
    content[at % content.length] = (content[at % content.length] ?? 0) ^ 1;
    send(response, content);
  };

describe("a staging area with a fault", () => {
  const paths = [...servedFiles(withScript(touching)).keys()].filter(
    (path) => !path.includes("untar") && !path.endsWith("nodes.blacklist"),
  );

  it("in any file is Corruption, and nothing of it is run", async () => {
    for (const [index, path] of paths.entries()) {
      rmSync(proof, { force: true });
      const end = await runPilot(withScript(touching), {
        fault: (asked) => (asked === path ? flipped(path, 31 * index + 7) : undefined),
      });
      // A list that is empty by its digest is not even asked for.
      if (!end.requests.some((one) => one.path === path)) continue;
      expect([end.status, end.failure], `${path}\n${end.stderr}`).toEqual([1, "Corruption"]);
      expect(end.left, path).toEqual([]);
      if (path.includes("vo.")) expect(existsSync(proof)).toBe(false);
    }
  });

  const network: readonly (readonly [string, RegExp, Answer])[] = [
    ["a 404 for the description", /description/u, (_, response) => response.writeHead(404).end("no")],
    ["a 500 for a list", /file_list/u, (_, response) => response.writeHead(500).end("no")],
    [
      "a 302 to another host",
      /constants/u,
      (_, response) => response.writeHead(302, { location: "http://127.0.0.2/x" }).end(),
    ],
    ["a login page for what is unsigned", /nodes.blacklist/u, (_, response) => send(response, loginPage)],
    ["a login page for everything", /./u, (_, response) => send(response, loginPage)],
    [
      "a body that stalls",
      /condor_vars/u,
      (_, response) => response.writeHead(200, { "content-length": 100 }).write("x"),
    ],
  ];
  it.each(network)("%s is Network", async (_name, wanted, answer) => {
    const end = await runPilot(withScript(touching), { fault: answering(wanted, answer) });
    expect([end.status, end.failure], end.stderr).toEqual([1, "Network"]);
  });

  it("with a list line that is none is Config", async () => {
    for (const line of [
      { name: "x y", content: "x" },
      { name: "x", content: "x", type: "run" },
      { name: "../x", content: "x" },
    ]) {
      const end = await runPilot(publishArea({ files: { main: [line] } }));
      expect([end.status, end.failure], end.stderr).toEqual([1, "Config"]);
    }
  });

  it("with a file that nobody signed is Corruption", async () => {
    const parts = new Map(withScript(touching));
    const end = await runPilot(parts, { fault: answering(/signature/u, (_, response) => send(response, "")) });
    expect([end.status, end.failure]).toEqual([1, "Corruption"]);
  });
});

describe("a script of the VO", () => {
  it.each([
    ["that exits with 3 and says nothing", "#!/bin/sh\nexit 3\n", {}, "ended with status 3", "Unknown"],
    [
      "that says its class",
      `#!/bin/sh\n"$(grep '^ERROR_GEN_PATH ' "$1" | cut -d ' ' -f 2-)" -error x WN_Resource "no <disk>"\nexit 1\n`,
      {},
      "no <disk>",
      "WN_Resource",
    ],
    ["with carriage returns", "#!/bin/sh\r\nexit 0\r\n", {}, "carriage returns", "Unknown"],
    ["whose interpreter is not there", "#!/no/such/thing\n", {}, "/no/such/thing", "Unknown"],
    [
      "that hangs",
      "#!/bin/sh\nsleep 1000 &\nsleep 1000\n",
      { GLIDEIN_Script_Limit: "1" },
      "ran for more than 1 s",
      "Unknown",
    ],
    ["that breaks glidein_config", '#!/bin/sh\nrm -f "$1"\n', {}, "the file is gone", null],
    [
      "that puts a FIFO into its place",
      '#!/bin/sh\nrm -f "$1"; mkfifo "$1" otrb_output.xml; for f in "$1" otrb_output.xml; do (sleep 20; : > $f) & done\n',
      {},
      "it is a fifo, not a regular file",
      null,
    ],
  ])("%s ends the pilot", async (_name, text, settings, words, failure) => {
    const end = await runPilot(withScript(text), { settings });
    expect(end.status).toBe(1);
    expect(end.stderr).toContain(words);
    if (failure !== null) expect(end.failure).toBe(failure);
    expect(end.stdout).toMatch(/=== Glidein ending .* with code 1 after [0-9]+ ===/u);
    expect(end.left).toEqual([]);
  });

  it("that reads its input, writes a lot, forks away and edits glidein_config by hand is heard", async () => {
    const end = await runPilot(
      publishArea({
        files: {
          client_group: [
            script(
              "cat\necho 'A line by hand' >> \"$1\"\nhead -c 20000000 /dev/zero | tr '\\0' 'x'\n(setsid sleep 300 &)\n",
              { list: "file_list" },
            ),
            script('#!/bin/sh\ngrep -q "^A line by hand" "$1" && echo "heard $#: $2 in $(pwd)"\nexit 7\n', {
              name: "vo2.sh",
              list: "file_list",
            }),
          ],
        },
      }),
    );
    expect(end.stdout).toMatch(/heard 2: client_group in .*\/glidein-/u);
    expect(end.stdout.length).toBeLessThan(6_000_000);
    expect(end.long).toContain('<OSGTestResult id="client_group/vo2.sh"');
    expect(end.left).toEqual([]);
  });

  it("is ended with everything that it started when a signal comes, and what it left for the end is run", async () => {
    const left = `${proof}-left`;
    const text = [
      "#!/bin/sh",
      'd="$PWD/.gwms.d/exec/cleanup"',
      'printf \'#!/bin/sh\\necho "cleans $0 with $1"\\n\' > "$d/20.sh" && chmod +x "$d/20.sh"',
      'echo \'echo "sources with $cfg_file"\' > "$d/10.source"',
      'echo \'echo never\' > "$d/30.txt"; cp "$d/20.sh" "$d/40.sh.ignore"',
      `(setsid sh -c 'echo $$ > ${left}; exec sleep 300' &)`,
      `while [ ! -s ${left} ]; do sleep 0.1; done`,
      "echo it hangs",
      "sleep 300",
    ].join("\n");
    rmSync(left, { force: true });
    const began = Date.now();
    const end = await runPilot(withScript(text), { stopAt: /it hangs/u });
    expect([end.status, end.failure], end.stderr).toEqual([0, null]);
    expect(Date.now() - began).toBeLessThan(30_000);
    expect(end.stdout.match(/^(?:sources|cleans|never).*$/gmu)).toEqual([
      expect.stringMatching(/^sources with .*\/glidein_config$/u),
      expect.stringMatching(/^cleans .*\/20\.sh with .*\/glidein_config$/u),
    ]);
    expect(existsSync(`/proc/${readFileSync(left, "utf8").trim()}/exe`)).toBe(false);
    expect(end.left).toEqual([]);
  });

  it("that was changed from a stock one is run, and that is said", async () => {
    const end = await runPilot(
      publishArea({
        files: {
          main: [
            {
              name: "java_setup.sh",
              content: "#!/bin/sh\necho changed java\nexit 5\n",
              type: "exec",
              list: "after_file_list",
            },
          ],
        },
      }),
    );
    expect(end.stdout).toContain("changed java");
    expect(end.stderr).toContain("main/java_setup.sh is no stock script of any release");
  });

  it("that mounts CVMFS is run, wherever the factory says that it is wanted", async () => {
    const cvmfs = (constants: Readonly<Record<string, string>>) =>
      publishArea({
        constants: { entry: constants },
        files: { main: [{ name: "cvmfs_umount.sh", type: "exec", list: "after_file_list" }] },
      });
    const asked = async (parameters: Readonly<Record<string, string>>, constants: Readonly<Record<string, string>>) =>
      (await runPilot(cvmfs(constants), { parameters })).requests.filter(({ path }) =>
        /cvmfs_(?:setup|umount|helper)/u.test(path),
      ).length;
    expect(await asked({}, {})).toBe(0);
    // Nobody serves the stock files here: that they are asked for is what tells.
    expect(await asked({ GLIDEIN_USE_CVMFSEXEC: "1" }, {})).toBeGreaterThan(0);
    expect(await asked({}, { GLIDEIN_USE_CVMFSEXEC: "1" })).toBeGreaterThan(0);
  });

  it("gets what its condition waits for from the script before it", async () => {
    const add =
      '#!/bin/bash\nglidein_config=$1\n. "$(grep "^ADD_CONFIG_LINE_SOURCE " "$1" | cut -d " " -f 2-)"\ngconfig_add WANT_IT 1\n';
    const end = await runPilot(
      publishArea({
        files: {
          client: [
            script(add, { list: "file_list" }),
            script("#!/bin/sh\necho never\n", { name: "no.sh", list: "file_list", condition: "WANT_NOT" }),
          ],
          client_group: [
            script("#!/bin/sh\necho wanted\nexit 9\n", { name: "yes.sh", list: "file_list", condition: "WANT_IT" }),
          ],
        },
      }),
    );
    expect(end.stdout).toContain("wanted");
    expect(end.stdout).not.toContain("never");
    expect(end.requests.some(({ path }) => path.includes("/no."))).toBe(false);
  });
});

it("a node on the list of refused nodes is refused", async () => {
  const end = await runPilot(publishArea({ blacklist: "'127.0.0.1'\n" }));
  expect([end.status, end.failure], end.stderr).toEqual([1, "WN_Resource"]);
});
