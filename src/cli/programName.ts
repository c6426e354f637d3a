/** The command by which this program is called here, for sentences that name commands. */
import {realpathSync} from 'node:fs';
import {delimiter, join} from 'node:path';

const NAME = 'chat-tui';

/** The command for a shell: the name if it is in PATH, `npx …` if started by npx, else the path. */
export function programName(env: Readonly<Record<string, string | undefined>>, path: string | undefined): string {
  // Named only if it is in use, because elsewhere npx might fetch another package of this name.
  if (env.npm_command === 'exec') return `npx ${NAME}`;
  const own = path === undefined ? undefined : realPath(path);
  if (path === undefined || own === undefined) return NAME;
  const isOnPath = (env.PATH ?? '').split(delimiter).some(folder => realPath(join(folder, NAME)) === own);
  return isOnPath || process.platform === 'win32' ? NAME : quoted(path);
}

function realPath(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}

const quoted = (path: string): string => (/^[\w./@+-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`);

/** Verbs that may follow the program's name in sentences; a test keeps the list complete. */
const NAMED = `
  admin archive at completion create delete delete-room describe devices direct doctor downloads edit export
  files friend get highlight inbox invite join leave login logout me members mute notify passwd pin preview
  react read recovery register remind remove rename reply report restore role rooms rules run search second-
  factor send serve set ssh-keys status tail threads token topic trust unread wait whoami
`
  .trim()
  .split(/\s+/)
  .join('|');
const COMMAND = new RegExp(`\\bchat-tui (?=--help|(?:${NAMED})\\b)`, 'g');

/** Replaces the program's name in commands within a sentence; the name alone stays. */
export const withProgramName = (sentence: string, name: string): string =>
  name === NAME ? sentence : sentence.replaceAll(COMMAND, () => `${name} `);
