// The two jobs of the demo: what a person submits to see that a pool works.
import { imageMarker, imagePath } from "../../test/bed/index.ts";

export interface DemoJob {
  readonly name: string;
  readonly description: string;
  /** Whether the output must show the image's own marker. */
  readonly inImage: boolean;
}

const common = (name: string, script: string): string => `executable = /bin/sh
transfer_executable = false
arguments = "-c '${script}'"
output = ${name}.out
error = ${name}.err
log = ${name}.log
request_cpus = 1
request_memory = 128
request_disk = 10240
should_transfer_files = yes
when_to_transfer_output = on_exit
`;

// Not $(…), which condor_submit would take for a macro of its own.
const say = "echo I am user `id -u` on `uname -n` in `pwd`";

export const demoJobs: readonly DemoJob[] = [
  {
    name: "plain",
    description: `${common("plain", `${say}; test -e ${imageMarker.path} || echo these are the files of the node`)}queue\n`,
    inImage: false,
  },
  {
    name: "contained",
    description: `${common("contained", `${say}; cat ${imageMarker.path}`)}+SingularityImage = "${imagePath}"\nqueue\n`,
    inImage: true,
  },
];
