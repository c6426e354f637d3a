/** The home folder, and paths as people write them. */
import {homedir} from 'node:os';
import {isAbsolute, sep} from 'node:path';

/**
 * The home folder; `/` when neither the system nor `HOME` names one. An empty or relative `HOME` is ignored, because it would
 * depend on the working folder.
 */
export function homeFolder(): string {
  try {
    const home = homedir();
    return isAbsolute(home) ? home : '/';
  } catch {
    return '/';
  }
}

/** A path for reading: `~/x` if it is below the home folder. `expandPath` is the inverse. */
export function shownPath(path: string): string {
  const home = homeFolder();
  return home.length > 1 && path.startsWith(home + sep) ? `~${path.slice(home.length)}` : path;
}
