/** `trust`: trusts a server's current key after a check; lists and removes trusted keys. */
import {readKnown, rememberKey, type KnownKey} from '../settings/knownServers.ts';
import {parseAddress} from '../../shared/address.ts';
import {ChatError} from '../../shared/errors.ts';
import {showFingerprint} from '../../shared/access/fingerprint.ts';
import type {ServerKeyLine} from '../../shared/output/shellOutput.ts';
import {JSON_OPTION, type Verb} from '../verb.ts';

export const trust: Verb = {
  name: 'trust',
  usage: '[address]',
  summary:
    'look at the key of a server, and take it for the right one from now on; without an address: list those known',
  prints: 'ServerKey',
  options: [
    {flags: '--forget', meaning: 'forget the key of this server: it is met for the first time again'},
    JSON_OPTION,
  ],
  examples: [
    ['chat-tui trust chat.example.org', 'shows the key known and the key shown, and asks'],
    ['chat-tui trust chat.example.org --fingerprint SHA256:…', 'in a script: takes the key if it is this one'],
    ['chat-tui trust chat.example.org --forget', 'as if it had never been met'],
  ],
  async run(shell, call) {
    const isJson = call.options.json === true;
    const print = (serverUrl: string, key: KnownKey) => {
      const fingerprint = key === 'authority' ? null : showFingerprint(key.fingerprint);
      if (isJson) shell.printJson({server: serverUrl, fingerprint} satisfies ServerKeyLine);
      else shell.print(`${serverUrl}  ${fingerprint ?? 'by its certificate’s authority'}`);
    };
    const [typed] = call.words;
    if (typed === undefined) return readKnown(shell.paths).forEach((key, serverUrl) => print(serverUrl, key));
    const {serverUrl, fingerprint: linked} = parseAddress(typed);
    if (!serverUrl.startsWith('https:'))
      throw new ChatError('command-usage', 'chat-tui trust ADDRESS, of a server that is encrypted (https://)');
    if (call.options.forget === true) {
      const known = readKnown(shell.paths).get(serverUrl);
      rememberKey(shell.paths, serverUrl, undefined);
      if (isJson && known !== undefined) print(serverUrl, known);
      return;
    }
    const {checkKey} = await import('../account/checkKey.ts');
    print(serverUrl, await checkKey(shell, serverUrl, linked));
  },
};
