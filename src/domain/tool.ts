/**
 * A program we run, from the machine or from the unpacked Debian tree (then through the tree's own
 * loader, so `command` is the loader and `args` begins with its options and the program's path).
 * Always started as an argument array, never through a shell.
 */
export interface Tool {
  command: string;
  args: string[];
  env: Record<string, string>;
  /** Folder it must be started in; null: any. */
  cwd: string | null;
}
