/** Edits the draft in `$VISUAL` or `$EDITOR`, in a temporary file that only its owner can read. */
import {spawn} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {ChatError} from '../../shared/errors.ts';
import type {Terminal} from '../../tui/terminal/terminal.ts';
import type {Shell} from '../shell.ts';

/** Of what comes back; no message is nearly as long. */
const BYTES_MAX = 1024 * 1024;

/** The text is never part of the command. @throws editor-missing, editor-failed */
export async function editText(
  {env}: Pick<Shell, 'env'>,
  terminal: Pick<Terminal, 'release' | 'retake'>,
  text: string,
): Promise<string> {
  const [program, ...args] =
    [env.VISUAL, env.EDITOR]
      .find(one => (one ?? '').trim() !== '')
      ?.trim()
      .split(/\s+/) ?? [];
  if (program === undefined) throw new ChatError('editor-missing');
  const folder = mkdtempSync(join(tmpdir(), 'chat-tui-'));
  const file = join(folder, 'message.md');
  try {
    writeFileSync(file, text, {mode: 0o600});
    terminal.release();
    try {
      await ended(program, [...args, file]);
    } finally {
      terminal.retake();
    }
    if (statSync(file).size > BYTES_MAX)
      throw new ChatError('editor-failed', `the text has more than ${BYTES_MAX} bytes`);
    // Editors end the last line.
    return readFileSync(file, 'utf8').replace(/\n$/, '');
  } catch (error) {
    if (error instanceof ChatError) throw error;
    throw new ChatError('editor-failed', 'its file cannot be read');
  } finally {
    rmSync(folder, {recursive: true, force: true});
  }
}

const ended = (program: string, args: readonly string[]): Promise<void> =>
  new Promise((resolve, reject) => {
    const child = spawn(program, args, {stdio: 'inherit'});
    child.on('error', () => reject(new ChatError('editor-failed', `${program} cannot be started`)));
    child.on('close', code =>
      code === 0 ? resolve() : reject(new ChatError('editor-failed', `${program} ended with ${code ?? 'a signal'}`)),
    );
  });
