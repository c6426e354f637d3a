/** Paths of this machine as people write them. */
import {homedir} from 'node:os';
import {sep} from 'node:path';

/** An account that the system does not know has none unless `HOME` says where. */
export function homeFolder(): string {
  try {
    return homedir();
  } catch {
    return '/';
  }
}

/** As people write a path: `~/x` for what is below the home folder. For reading; `expandPath` takes it back. */
export function shownPath(path: string): string {
  const home = homeFolder();
  return home.length > 1 && path.startsWith(home + sep) ? `~${path.slice(home.length)}` : path;
}
