/** The code of a second factor: from `--code`, or asked for if the server requires one. */
import {ChatError} from '../../shared/errors.ts';
import type {Shell} from '../shell.ts';
import {textOption, type Call} from '../verb.ts';
import {askLine} from '../secrets/password.ts';

export const CODE_OPTION = {
  flags: '--code <code>',
  meaning: 'code of the second factor, or a recovery code, at most 64 characters; asked for on a terminal',
} as const;

/** Without `--code`, first tries without a code. @throws second-factor-needed if nobody can be asked, interrupted */
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
