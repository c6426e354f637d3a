/** Matches the caller's regular expression against untrusted text with a time limit. */
import {createContext, Script} from 'node:vm';
import {ChatError} from '../../shared/errors.ts';

const PATTERN_LENGTH_MAX = 1_000;
/** Maximum code units of a text to match. */
const TEXT_LENGTH_MAX = 64 * 1024;
/** Time limit by the clock; on a busy machine, where the process may not have had that time, the match is repeated. */
const TIME_MS_MAX = 250;
const TRIES_MAX = 20;

/**
 * `/…/i` may have flags; anything else is the expression itself. @throws pattern-invalid
 * @returns a test that throws pattern-too-slow
 */
export function openPattern(typed: string): (text: string) => boolean {
  const [, source = typed, flags = ''] = /^\/(.+)\/([ims]*)$/s.exec(typed) ?? [];
  if (source.length > PATTERN_LENGTH_MAX)
    throw new ChatError('pattern-invalid', `at most ${PATTERN_LENGTH_MAX} characters are allowed`);
  let pattern: RegExp;
  try {
    pattern = new RegExp(source, `${flags}u`);
  } catch (error) {
    throw new ChatError('pattern-invalid', error instanceof Error ? error.message.replace(/^.*: /s, '') : '');
  }
  const context = createContext({pattern, text: ''});
  const script = new Script('pattern.test(text)');
  return text => {
    context.text = text.slice(0, TEXT_LENGTH_MAX);
    for (let tries = 1; tries < TRIES_MAX; tries++) {
      const before = process.cpuUsage();
      try {
        return script.runInContext(context, {timeout: TIME_MS_MAX}) === true;
      } catch {
        const {user, system} = process.cpuUsage(before);
        if (user + system > TIME_MS_MAX * 500) break;
      }
    }
    throw new ChatError('pattern-too-slow');
  };
}
