/** The code of a second factor: from `--code`, used once, or asked for when the server requires it. */
import {ChatError} from '../../shared/errors.ts';
import type {Shell} from '../shell.ts';
import {textOption, type Call} from '../verb.ts';
import {askLine} from '../secrets/password.ts';

export const CODE_OPTION = {
  flags: '--code <code>',
  meaning: 'code of the second factor, or a recovery code, at most 64 characters; asked for on a terminal',
} as const;

/** Tries without a code first, unless one was given. @throws second-factor-needed where nobody can be asked, interrupted */
export async function withFactor<T>(shell: Shell, call: Call, ask: (code: {code?: string}) => Promise<T>): Promise<T> {
  const said = textOption(call, 'code');
  try {
    return await ask(said === undefined ? {} : {code: said});
  } catch (error) {
    const isNeeded = error instanceof ChatError && error.code === 'second-factor-needed';
    if (!isNeeded || !shell.stdin.isTTY || !shell.stderr.isTTY) throw error;
    return ask({code: (await askLine(shell, 'Code: ')).trim()});
  }
}
