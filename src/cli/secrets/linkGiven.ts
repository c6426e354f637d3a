/** Reads a join link from standard input or a file, because other users and the shell's history can see the command line. */
import {readFileSync} from 'node:fs';
import {parseAddress} from '../../shared/address.ts';
import {ChatError} from '../../shared/errors.ts';
import type {Shell} from '../shell.ts';
import {askLine, readFirstLine} from './password.ts';

/** `-` means standard input, or a question on a terminal. @throws interrupted */
export async function readLink(shell: Shell, typed: string): Promise<string> {
  if (typed !== '-') return typed;
  if (shell.stdin.isTTY) return (await askLine(shell, 'Join link: ')).trim();
  return (await readFirstLine(shell)).trim();
}

/** The code of an invitation, from the code itself or the whole link; `undefined` when the text is neither. */
function inviteCodeIn(text: string): string | undefined {
  try {
    return parseAddress(text.includes('/') ? text : `http://127.0.0.1/join#${text}`).inviteCode;
  } catch {
    return undefined;
  }
}

/** The value of `--invite`. @throws settings-invalid */
export function readTypedInvite(typed: string): string {
  const code = inviteCodeIn(typed.trim());
  if (code !== undefined) return code;
  throw new ChatError(
    'settings-invalid',
    '--invite must be an invitation link, or what stands behind its #. Links of other kinds go to --server.',
  );
}

/** The file holds an invitation link or its code. @throws settings-invalid */
export function readInviteFile(file: string): string {
  const code = inviteCodeIn(textIn(file).trim());
  if (code !== undefined) return code;
  throw new ChatError('settings-invalid', `--invite-file names ${file}, which holds no join link or cannot be read.`);
}

/** Empty if the file cannot be read. */
function textIn(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
