/**
 * What a file of a staging area contains when GlideinWMS's tools had nothing to put in it: only the header, with the
 * name of the file. Half of the lists are such, and their digest tells so without a request.
 */
export function emptyContents(name: string): readonly string[] {
  const header = `# File: ${name}\n#\n`;
  const columns = ["Outfile", "InFile        ", "Cache/exec", "Period", "Prefix", "Condition", "ConfigOut"];
  return ["", header, `${header}# ${columns.join(" \t")}\n${"#".repeat(89)}\n`];
}
