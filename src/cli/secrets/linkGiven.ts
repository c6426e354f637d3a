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

/** The file holds an invitation link or its code. @throws settings-invalid */
export function readInviteFile(file: string): string {
  try {
    const text = readFileSync(file, 'utf8').trim();
    const code = parseAddress(text.includes('/') ? text : `http://127.0.0.1/join#${text}`).inviteCode;
    if (code !== undefined) return code;
  } catch {
    // Reported below.
  }
  throw new ChatError('settings-invalid', `--invite-file names ${file}, which holds no join link or cannot be read.`);
}
