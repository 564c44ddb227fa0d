/** A module's name with an optional version, as module systems write them; nothing that a shell or they take for an option. */
export const isModuleName = (text: string): boolean => /^[A-Za-z0-9_][A-Za-z0-9_.+@:~/-]{0,254}$/u.test(text);
