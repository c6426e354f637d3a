/** Reads a password from standard input, or from the terminal without echo. */
import {ChatError} from '../../shared/errors.ts';
import {isSamePassword} from '../../shared/access/password.ts';
import {toPlainText} from '../output/plainText.ts';
import type {Call} from '../verb.ts';
import type {Shell} from '../shell.ts';

/** Asks for a password; with `--password-stdin`, reads the first line of standard input. @throws terminal-needed, interrupted */
export async function readPassword(shell: Shell, call: Call, question = 'Password: '): Promise<string> {
  if (call.options.passwordStdin === true) return readFirstLine(shell);
  if (!shell.stdin.isTTY || !shell.stderr.isTTY) throw new ChatError('terminal-needed', '--password-stdin');
  return askHidden(shell, question);
}

/** Asks twice, except with `--password-stdin`. @throws terminal-needed, interrupted, passwords-differ */
export async function readNewPassword(shell: Shell, call: Call): Promise<string> {
  if (call.options.passwordStdin === true) return readFirstLine(shell);
  return askTwice(question => readPassword(shell, call, `${question} `), 'New password:');
}

/**
 * Asks for a new secret twice. @param ask asks without echo
 * @throws passwords-differ or passphrases-differ, and the errors of `ask`
 */
export async function askTwice(
  ask: (question: string) => Promise<string>,
  question: string,
  differing: 'passwords-differ' | 'passphrases-differ' = 'passwords-differ',
): Promise<string> {
  const typed = await ask(question);
  if (!isSamePassword(await ask('The same again:'), typed)) throw new ChatError(differing);
  return typed;
}

/**
 * Asks for the old and the new password; with `--password-stdin`, reads the first two lines of standard input. @throws as
 * `readNewPassword`
 */
export async function readPasswordChange(
  shell: Shell,
  call: Call,
): Promise<{oldPassword: string; newPassword: string}> {
  if (call.options.passwordStdin === true) {
    const [oldPassword = '', newPassword = ''] = await readFirstLines(shell, 2);
    return {oldPassword, newPassword};
  }
  const oldPassword = await readPassword(shell, call, 'Old password: ');
  return {oldPassword, newPassword: await readNewPassword(shell, call)};
}

export const PASSWORD_STDIN = {flags: '--password-stdin', meaning: 'read the password from standard input'} as const;

/** Maximum bytes of a line; no password is longer. */
const LINE_BYTES_MAX = 4_096;

/**
 * Reads no further than the last needed line, so that endless input does not block. Binary data is refused like a wrong
 * password.
 */
export const readFirstLine = async ({stdin}: Pick<Shell, 'stdin'>): Promise<string> =>
  (await readFirstLines({stdin}, 1))[0] ?? '';

export async function readFirstLines({stdin}: Pick<Shell, 'stdin'>, count: number): Promise<string[]> {
  const chunks: Buffer[] = [];
  let length = 0;
  let breaks = 0;
  for await (const chunk of stdin.iterator({destroyOnReturn: false}) as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    length += chunk.length;
    breaks += chunk.toString('latin1').split('\n').length - 1;
    if (breaks >= count || length > count * LINE_BYTES_MAX) break;
  }
  const all = Buffer.concat(chunks);
  const end = endOfLines(all, count);
  // The rest is left for the next question of the same call.
  if (end < all.length && !stdin.readableEnded) stdin.unshift(all.subarray(end));
  return (toPlainText(all.subarray(0, end)) ?? '').split('\n').slice(0, count);
}

/** Index after the first `count` lines. */
function endOfLines(bytes: Buffer, count: number): number {
  let end = 0;
  for (let line = 0; line < count; line++) {
    const at = bytes.indexOf('\n', end);
    if (at === -1) return bytes.length;
    end = at + 1;
  }
  return end;
}

/**
 * Reads a line in raw mode without echo; the mode is always restored. @param over aborts the question
 * @throws interrupted by Ctrl+C or Ctrl+D, or when aborted
 */
export async function askHidden({stdin, stderr}: Shell, question: string, over?: AbortSignal): Promise<string> {
  // Before the question, so that a quick answer is not echoed, and Ctrl+C arrives as a key.
  stdin.setRawMode(true);
  stderr.write(question);
  stdin.setEncoding('utf8');
  try {
    return await new Promise((resolve, reject) => {
      let typed = '';
      const interrupt = () => finish(() => reject(new ChatError('interrupted')));
      const finish = (act: () => void) => {
        stdin.off('data', read);
        over?.removeEventListener('abort', interrupt);
        act();
      };
      const read = (keys: string) => {
        for (const key of keys) {
          if (key === '\r' || key === '\n') return finish(() => resolve(typed));
          if (key === '\u0003' || (key === '\u0004' && typed === '')) return interrupt();
          if (key === '\u007f' || key === '\b') typed = Array.from(typed).slice(0, -1).join('');
          else if (key === '\u0015') typed = '';
          else if (key >= ' ') typed += key;
        }
      };
      stdin.on('data', read);
      over?.addEventListener('abort', interrupt);
      stdin.resume();
    });
  } finally {
    stdin.setRawMode(false);
    stdin.pause();
    stderr.write('\n');
  }
}

/** Enter alone means yes. @throws interrupted */
export const askYesNo = async (shell: Shell, question: string): Promise<boolean> =>
  !/^\s*n/i.test(await askLine(shell, question));

/** Reads with echo. @throws interrupted by Ctrl+C or Ctrl+D, or at the end of the input */
export async function askLine({stdin, stderr}: Shell, question: string): Promise<string> {
  const {createInterface} = await import('node:readline/promises');
  const lines = createInterface({input: stdin, output: stderr});
  try {
    const interrupted = new Promise<never>((_, reject) => {
      const interrupt = () => reject(new ChatError('interrupted'));
      // Handled here, because without input the question may never settle (in newer versions of Node it rejects).
      lines.once('SIGINT', interrupt).once('close', interrupt);
    });
    const answer = lines.question(question).catch(() => interrupted);
    return await Promise.race([answer, interrupted]);
  } catch (error) {
    // The cursor is still on the line of the question.
    stderr.write('\n');
    throw error;
  } finally {
    lines.close();
  }
}
