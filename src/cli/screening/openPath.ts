/** Opens a file that was taken in the program that this machine has for it, or shows its folder: never by a shell. */
import {spawn} from 'node:child_process';
import {statSync} from 'node:fs';
import {dirname} from 'node:path';
import type {Shell} from '../shell.ts';

/** @returns false where nobody would see it: over ssh, or without a graphical screen */
export async function openPath(
  {env}: Pick<Shell, 'env'>,
  path: string,
  how: 'open' | 'reveal',
  platform: NodeJS.Platform = process.platform,
): Promise<boolean> {
  const has = (name: string) => (env[name] ?? '') !== '';
  if (has('SSH_CONNECTION') || has('SSH_TTY')) return false;
  if (platform === 'win32') return started('explorer.exe', [how === 'open' ? path : folderOf(path)]);
  if (platform === 'darwin') return started('open', how === 'open' ? [path] : ['-R', path]);
  if (!has('DISPLAY') && !has('WAYLAND_DISPLAY')) return false;
  return started('xdg-open', [how === 'open' ? path : folderOf(path)]);
}

const folderOf = (path: string): string =>
  statSync(path, {throwIfNoEntry: false})?.isDirectory() === true ? path : dirname(path);

/** The path is one argument, and absolute, so that it is never an option. */
const started = (program: string, args: readonly string[]): Promise<boolean> =>
  new Promise(resolve => {
    const child = spawn(program, args, {stdio: 'ignore', detached: true, shell: false});
    child.on('error', () => resolve(false));
    child.on('spawn', () => {
      child.unref();
      resolve(true);
    });
  });
