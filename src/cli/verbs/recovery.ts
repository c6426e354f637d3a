/** `recovery`: the twelve words of an account's encryption keys, shown or used. */
import {ChatError} from '../../shared/errors.ts';
import {withSession} from '../account/logins.ts';
import {askHidden, readFirstLine} from '../account/password.ts';
import {type Verb} from '../verb.ts';

export const recovery: Verb = {
  name: 'recovery',
  usage: '<show|restore>',
  summary: 'show the recovery phrase of your encrypted conversations, or use it on a new device',
  options: [
    {flags: '--keep-others', meaning: 'restore: your other devices stay; else this one is the only one from then on'},
    {flags: '--phrase-stdin', meaning: 'read the phrase from standard input'},
  ],
  examples: [
    ['chat-tui recovery show', 'to be written down'],
    ['chat-tui recovery restore', 'asks for the twelve words, without showing them'],
  ],
  async run(shell, call) {
    const [what = ''] = call.words;
    if (what !== 'show' && what !== 'restore') throw new ChatError('command-usage', 'chat-tui recovery show|restore');
    const typed = what === 'restore' ? await readPhrase() : '';
    return withSession(shell, async client => {
      const session = await client.parts.keys.session();
      const {phraseWords, restore} = await import('../../client/keys/devices/recovery.ts');
      if (what === 'show') {
        const words = await phraseWords(session);
        if (words === undefined) throw new ChatError('phrase-written');
        return shell.print(words.join(' '));
      }
      const keepsOthers = call.options.keepOthers === true;
      const {revoked, conversations} = await restore(client, session, {typed, keepsOthers});
      const others = revoked === 0 ? '' : ` ${revoked} other ${revoked === 1 ? 'device is' : 'devices are'} revoked.`;
      shell.print(`This device has the keys of ${conversations} encrypted conversations.${others}`);
    });

    async function readPhrase(): Promise<string> {
      if (call.options.phraseStdin === true) return readFirstLine(shell);
      if (!shell.stdin.isTTY || !shell.stderr.isTTY) throw new ChatError('terminal-needed', '--phrase-stdin');
      return askHidden(shell, 'The twelve words: ');
    }
  },
};
