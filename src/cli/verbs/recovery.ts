/**
 * `recovery`: shows or uses the recovery phrase (twelve words) of an account's encryption keys, and changes their passphrase on
 * this machine.
 */
import {ChatError} from '../../shared/errors.ts';
import {withSession} from '../account/logins.ts';
import {CODE_OPTION, withFactor} from '../signIn/factorCode.ts';
import {
  askHidden,
  askLine,
  askTwice,
  PASSWORD_STDIN,
  readFirstLine,
  readFirstLines,
  readPassword,
} from '../secrets/password.ts';
import {RESTART_SENTENCE} from '../../client/wording/sealedWords.ts';
import {keepOutputPrivate} from '../secrets/privateOutput.ts';
import type {Shell} from '../shell.ts';
import {textOption, type Call, type Verb} from '../verb.ts';
import {phraseWords, restore, restart} from '../../client/encryption/devices/recovery.ts';
import {doPassphrase, passphraseAction} from '../../client/actions/account/keyPassphrase.ts';

export const recovery: Verb = {
  name: 'recovery',
  usage: '<show|restore|restart|…>',
  summary:
    'show the recovery phrase of your encrypted conversations, use it on a new device, or begin anew without it; ' +
    'a passphrase for the keys',
  options: [
    {flags: '--keep-others', meaning: 'restore: your other devices stay; else this one is the only one from then on'},
    {flags: '--phrase-stdin', meaning: 'read the phrase from standard input'},
    {flags: '--remove', meaning: 'passphrase: take it away'},
    {
      flags: '--passphrase-stdin',
      meaning: 'read the passphrase as it is, where there is one, and the new one from standard input, one a line',
    },
    {flags: '--sentence <sentence>', meaning: `restart: “${RESTART_SENTENCE}”; asked for on a terminal`},
    PASSWORD_STDIN,
    CODE_OPTION,
  ],
  examples: [
    ['chat-tui recovery show', 'to be written down'],
    ['chat-tui recovery restore', 'asks for the twelve words, without showing them'],
    ['chat-tui recovery passphrase', 'the keys on this machine ask for one from then on; also to change it'],
    ['chat-tui recovery restart', 'all devices and the phrase are lost: new keys, and nothing of before can be read'],
  ],
  async run(shell, call) {
    const [what = ''] = call.words;
    if (what === 'restart') return beginAnew(shell, call);
    if (what === 'passphrase') return changePassphrase(shell, call);
    if (what !== 'show' && what !== 'restore')
      throw new ChatError('command-usage', 'chat-tui recovery show|restore|restart|passphrase');
    const typed = what === 'restore' ? await readPhrase() : '';
    return withSession(shell, async client => {
      const session = await client.parts.keys.session();
      if (what === 'show') {
        const words = await phraseWords(session);
        if (words === undefined) throw new ChatError('phrase-written');
        keepOutputPrivate(shell);
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

/** Requires a sentence that says what will be lost, and the password. */
async function beginAnew(shell: Shell, call: Call): Promise<void> {
  let said = textOption(call, 'sentence');
  if (said === undefined) {
    if (!shell.stdin.isTTY || !shell.stderr.isTTY) throw new ChatError('terminal-needed', '--sentence');
    shell.tell(
      'This is for who has lost all devices and the recovery phrase. Everything that was said to you and by you',
    );
    shell.tell(
      'in encrypted conversations stays unreadable for you, for good; your contacts see that your keys changed.',
    );
    said = await askLine(shell, `To go on, type: ${RESTART_SENTENCE}\n`);
  }
  if (said.trim().toLowerCase() !== RESTART_SENTENCE) throw new ChatError('restart-unsaid', RESTART_SENTENCE);
  const password = await readPassword(shell, call);
  await withSession(shell, async client => {
    const session = await client.parts.keys.session();
    await withFactor(shell, call, code => restart(client, session, {password, ...code}));
    shell.print('Your keys are new, on this device alone. Write down the new phrase: chat-tui recovery show');
  });
}

/** Sets, changes or removes the passphrase. */
async function changePassphrase(shell: Shell, call: Call): Promise<void> {
  const lines =
    call.options.passphraseStdin === true ? (await readFirstLines(shell, 2)).filter(line => line !== '') : undefined;
  if (lines === undefined && (!shell.stdin.isTTY || !shell.stderr.isTTY))
    throw new ChatError('terminal-needed', '--passphrase-stdin');
  const isRemoving = call.options.remove === true;
  await withSession(shell, async client => {
    const place = client.options.secretPlace?.(client.getState().me?.name ?? '');
    const isTold = lines !== undefined && (isRemoving || lines.length > 1);
    if (isTold) place?.say?.(lines[0] ?? '');
    const action = await passphraseAction(client, isRemoving ? 'remove' : 'set');
    const ask = (question: string) => askHidden(shell, `${question} `);
    const askNew = () => askTwice(ask, 'The new passphrase:', 'passphrases-differ');
    const [told = '', toldNew = ''] = lines === undefined ? [] : [lines[0], lines.at(-1)];
    const passphrase = action === 'set' ? '' : lines === undefined ? await ask('The passphrase as it is:') : told;
    const next = isRemoving ? '' : lines === undefined ? await askNew() : toldNew;
    shell.print(await doPassphrase(client, {action, passphrase, next}));
  });
}
