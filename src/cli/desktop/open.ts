/** Opens a page or a received file in this machine's program for it, never by a shell, where the person sits at it. */
import {statSync} from 'node:fs';
import {dirname} from 'node:path';
import {callProgram, findProgram, hasWindows, isRemote, type Env} from './programs.ts';

const OPENERS: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  darwin: ['open'],
  linux: ['xdg-open', 'wslview'],
  win32: ['explorer.exe'],
};
/** Openers may run as long as what they open, so a longer run counts as success. */
const WAIT_MS = 2_000;
/** The same check as on the screen; nothing else becomes an argument. */
const PAGE = /^https?:\/\/[!-~]{1,1000}$/i;

/** Opens a page in a browser. Resolves to whether a program was found. */
export const openPage = async (env: Env, href: string): Promise<boolean> => PAGE.test(href) && openWith(env, [href]);

/**
 * Opens a file or shows its folder. @param path absolute, so that it cannot be an option
 * @returns false over ssh, without a graphical session, or without a program for it
 */
export async function openPath(env: Env, path: string, how: 'open' | 'reveal'): Promise<boolean> {
  const isMarked = how === 'reveal' && process.platform === 'darwin';
  return openWith(env, isMarked ? ['-R', path] : [how === 'open' ? path : folderOf(path)]);
}

const folderOf = (path: string): string =>
  statSync(path, {throwIfNoEntry: false})?.isDirectory() === true ? path : dirname(path);

async function openWith(env: Env, args: readonly string[]): Promise<boolean> {
  if (isRemote(env) || !hasWindows(env)) return false;
  const file = findProgram(env, OPENERS[process.platform] ?? []);
  if (file === undefined) return false;
  // The opener of Windows returns an error code even after success.
  return (await callProgram(file, {args, env, timeoutMs: WAIT_MS, isLeft: true})) || process.platform === 'win32';
}
