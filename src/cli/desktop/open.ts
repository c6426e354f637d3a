/** Opens a page or a received file in this machine's program for it, never by a shell, where the person sits at it. */
import {statSync} from 'node:fs';
import {dirname} from 'node:path';
import {callProgram, findProgram, hasWindows, isRemote, type Env} from './programs.ts';

const OPENERS: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  darwin: ['open'],
  linux: ['xdg-open', 'wslview'],
  win32: ['explorer.exe'],
};
/** Openers of desktops go on as long as what they open does. */
const WAIT_MS = 2_000;
/** The same as the screen asks for; nothing else is ever an argument. */
const PAGE = /^https?:\/\/[!-~]{1,1000}$/i;

/** Resolves to whether a program was found. */
export const openPage = async (env: Env, href: string): Promise<boolean> => PAGE.test(href) && openWith(env, [href]);

/**
 * @param path absolute, so that it is never an option
 * @returns false where nobody would see it: over ssh, without a graphical screen, or without a program for it
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
  // The one of Windows ends with an error also where it has opened what it was given.
  return (await callProgram(file, {args, env, timeoutMs: WAIT_MS, isLeft: true})) || process.platform === 'win32';
}
