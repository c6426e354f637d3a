/** Shows a desktop notice by a program of this machine. */
import {callProgram, findProgram, hasWindows, isRemote, type Env} from './programs.ts';

interface Notice {
  title: string;
  body: string;
}

/** Desktops interpret these characters in the body of a notice. */
const ENTITIES: Readonly<Record<string, string>> = {'&': '&amp;', '<': '&lt;', '>': '&gt;'};

const TOOLS: Readonly<Record<string, (notice: Notice) => readonly string[]>> = {
  // After `--` nothing is taken for an option.
  'notify-send': ({title, body}) => [
    '--app-name=chat-tui',
    '--',
    title,
    body.replaceAll(/[&<>]/g, sign => ENTITIES[sign] ?? ''),
  ],
  // A leading bracket or dash would be misinterpreted, so the values are prefixed.
  'terminal-notifier': ({title, body}) => [
    '-group',
    'chat-tui',
    '-title',
    `chat-tui · ${title}`,
    '-message',
    `· ${body}`,
  ],
};
const WAIT_MS = 2_000;

/** Resolves to the name of the program used. @param notice one line each, safe and short */
export async function notifyDesktop(env: Env, notice: Notice): Promise<string | undefined> {
  if (isRemote(env) || !hasWindows(env)) return undefined;
  for (const [name, argsOf] of Object.entries(TOOLS)) {
    const file = findProgram(env, [name]);
    if (file !== undefined && (await callProgram(file, {args: argsOf(notice), env, timeoutMs: WAIT_MS}))) return name;
  }
  return undefined;
}
