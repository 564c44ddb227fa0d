/** How one module of the site was loaded. */
export interface LoadedModule {
  readonly name: string;
  readonly loaded: boolean;
  /** What the module system said, or why it was not asked; empty when there is nothing to say. */
  readonly said: string;
}

/** What loading modules made of the environment. */
export interface ModuleFacts {
  /** The module system's own set-up file for shells, or `login shell`; null: none was found. */
  readonly system: string | null;
  readonly modules: readonly LoadedModule[];
  /** Variables that the modules set, as they are now; null: taken away. Without what the written rule removes. */
  readonly changes: Readonly<Record<string, string | null>>;
  /** Names of variables that the modules set and that the written rule removes. */
  readonly withheld: readonly string[];
  /** Why nothing could be loaded at all; empty when it could. */
  readonly problem: string;
}

/** One value of a table of sites, with its place. */
export interface SiteValue {
  /** Name of the setting. */
  readonly name: string;
  readonly text: string;
  /** A file, or `glidein` for the table that comes with the program. */
  readonly path: string;
  readonly line: number | null;
  readonly key: string;
}

/** Which site this is, and what a table of sites says of it (docs/sites.md). */
export interface SiteTableFacts {
  /** null: no table knows it. */
  readonly name: string | null;
  readonly path: string | null;
  readonly line: number | null;
  /** What it was recognised by, or why not. */
  readonly because: readonly string[];
  readonly values: readonly SiteValue[];
  /** The tables that were looked at, and what is wrong with them; an empty problem means that it was used. */
  readonly tables: readonly { readonly path: string; readonly problem: string }[];
  /** null: no modules were asked for. */
  readonly modules: ModuleFacts | null;
}
