/** Opens a page in the browser of whoever sits at this machine. */
import {callProgram, findProgram, hasWindows, isRemote, type Env} from './programs.ts';

const OPENERS: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  darwin: ['open'],
  linux: ['xdg-open', 'wslview'],
};
/** Openers of desktops go on as long as the browser does. */
const WAIT_MS = 2_000;
/** The same as the screen asks for; nothing else is ever an argument. */
const PAGE = /^https?:\/\/[!-~]{1,1000}$/i;

/** Resolves to whether there is something that opens it. */
export async function openPage(env: Env, href: string): Promise<boolean> {
  if (!PAGE.test(href) || isRemote(env) || !hasWindows(env)) return false;
  const file = findProgram(env, OPENERS[process.platform] ?? []);
  return file !== undefined && callProgram(file, {args: [href], env, timeoutMs: WAIT_MS, isLeft: true});
}
