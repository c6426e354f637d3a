/** Edits the draft in `$VISUAL` or `$EDITOR`, in a temporary file that only its owner can read. */
import {spawn} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {shownPath} from '../../client/wording/shownPath.ts';
import {ChatError} from '../../shared/errors.ts';
import type {Terminal} from '../../tui/terminal/terminal.ts';
import {addExitHook} from '../ending/exitHooks.ts';
import type {Shell} from '../shell.ts';

/** Maximum size of the edited text; no message is that long. */
const BYTES_MAX = 1024 * 1024;

/**
 * Edits text in the external editor; the text is never part of the command line. If the editor fails after saving, the file stays
 * and the error names it.
 * @throws editor-missing, editor-failed
 */
export async function editText(
  {env}: Pick<Shell, 'env'>,
  terminal: Pick<Terminal, 'lend'>,
  text: string,
): Promise<string> {
  const [program, ...args] =
    [env.VISUAL, env.EDITOR]
      .find(one => (one ?? '').trim() !== '')
      ?.trim()
      .split(/\s+/) ?? [];
  if (program === undefined) throw new ChatError('editor-missing');
  const file = fileWith(text);
  const remove = () => rmSync(dirname(file), {recursive: true, force: true});
  const forget = addExitHook(() => {
    if (!hasOther(file, text)) remove();
  });
  let isKept = false;
  try {
    await terminal.lend(() => ended(program, [...args, file]));
    if (statSync(file).size > BYTES_MAX)
      throw new ChatError('editor-failed', `the text has more than ${BYTES_MAX} bytes`);
    // Editors add a line break at the end.
    return readFileSync(file, 'utf8').replace(/\n$/, '');
  } catch (error) {
    const detail = error instanceof ChatError ? error.detail : 'its file cannot be read';
    isKept = hasOther(file, text);
    throw new ChatError('editor-failed', isKept ? `${detail}; what was saved is in ${shownPath(file)}` : detail);
  } finally {
    forget();
    if (!isKept) remove();
  }
}

/** Creates the file in a folder of its own. */
function fileWith(text: string): string {
  let folder: string | undefined;
  try {
    folder = mkdtempSync(join(tmpdir(), 'chat-tui-'));
    const file = join(folder, 'message.md');
    writeFileSync(file, text, {mode: 0o600});
    return file;
  } catch {
    if (folder !== undefined) rmSync(folder, {recursive: true, force: true});
    throw new ChatError('editor-failed', `its file cannot be written in ${shownPath(tmpdir())}`);
  }
}

/** Whether the file contains something other than `text`. */
function hasOther(file: string, text: string): boolean {
  const before = Buffer.from(text);
  try {
    return statSync(file).size !== before.length || !readFileSync(file).equals(before);
  } catch {
    return false;
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
