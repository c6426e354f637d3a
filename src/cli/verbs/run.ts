/** `run`: runs a command and posts what it printed and how it ended. */
import {Readable} from 'node:stream';
import {stripVTControlCharacters} from 'node:util';
import {durationText} from '../../shared/words/duration.ts';
import {ChatError} from '../../shared/errors.ts';
import type {Limits} from '../../shared/limits.ts';
import {fitsMessage} from '../../shared/text/messageLength.ts';
import {fenced} from '../../shared/text/code.ts';
import {withSession} from '../account/logins.ts';
import {findRoom, parseTarget} from '../account/target.ts';
import {reportError} from '../ending/exits.ts';
import {textFile} from '../output/sentFiles.ts';
import {toPlainText} from '../output/plainText.ts';
import type {EndedCommand} from '../posting/command.ts';
import {JSON_OPTION, type Verb} from '../verb.ts';

/** Maximum lines of output in the message itself, so that it is not folded. */
const LINES_MAX = 25;
const NOT_STARTED = 127;

export const run: Verb = {
  name: 'run',
  usage: '<target> [text...]',
  summary: 'run a command and post what it printed and how it ended; its exit code is that of this call',
  prints: 'Entry',
  options: [
    {flags: '--quiet', meaning: 'do not print here what the command prints'},
    {flags: '--on-failure', meaning: 'post only where the command fails'},
    JSON_OPTION,
  ],
  outlivesReader: true,
  examples: [
    ["chat-tui run '#ops' -- make test", 'output of up to 25 lines stands in the message, more is a file'],
    ["chat-tui run --on-failure '#ops' -- ./backup.sh", 'for cron: nothing is said while all is well'],
  ],
  async run(shell, call) {
    const [typed = '', ...words] = call.words;
    const target = parseTarget(typed);
    if (words.length === 0) throw new ChatError('command-usage', "chat-tui run '#ROOM' -- COMMAND …");
    const isJson = call.options.json === true;
    // The room is opened before the command runs, so that a missing right is noticed at once.
    return withSession(shell, async client => {
      const room = await findRoom(client, target);
      const {runCommand} = await import('../posting/command.ts');
      const {sendAll, sendText} = await import('../posting/post.ts');
      let ended: EndedCommand;
      try {
        ended = await runCommand(shell, words, {isQuiet: call.options.quiet === true || isJson});
      } catch (error) {
        reportError(shell, error);
        return NOT_STARTED;
      }
      if (call.options.onFailure === true && ended.code === 0) return 0;
      try {
        const output = stripVTControlCharacters(toPlainText(ended.output) ?? '').trimEnd();
        const {text, isWhole} = messageOf(words, ended, output, client.getState().limits);
        await sendText(shell, call, {client, room, text});
        if (!isWhole) {
          const bytes = toPlainText(ended.output) === undefined ? ended.output : Buffer.from(`${output}\n`);
          const name = `${(words[0] ?? '').replace(/^.*\//, '').slice(0, 100)}.log`;
          await sendAll(shell, call, {client, room, sources: [textFile(name, () => Readable.from([bytes]))]});
        }
      } catch (error) {
        const code = reportError(shell, error);
        return ended.code === 0 ? code : ended.code;
      }
      return ended.code;
    });
  },
};

const quoted = (word: string): string => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word}'`);

/** `isWhole`: the message contains all of the output. */
function messageOf(
  words: readonly string[],
  {code, signal, tookMs, output: bytes}: EndedCommand,
  output: string,
  limits: Limits,
): {text: string; isWhole: boolean} {
  const how = signal === undefined ? `exit code ${code}` : `ended by ${signal}`;
  const typed = words.map(quoted).join(' ').replaceAll(/\s+/g, ' ').replaceAll('`', "'");
  const command = typed.length > 200 ? `${typed.slice(0, 199).toWellFormed()}…` : typed;
  const head = `${code === 0 ? '✓' : '✗'} \`${command}\` ${how}, ${durationText(tookMs)}`;
  const isText = toPlainText(bytes) !== undefined;
  if (isText && output === '') return {text: head, isWhole: true};
  const whole = `${head}\n${fenced(output)}`;
  const fits = isText && output.split('\n').length <= LINES_MAX && fitsMessage(whole, limits);
  return fits ? {text: whole, isWhole: true} : {text: head, isWhole: false};
}
