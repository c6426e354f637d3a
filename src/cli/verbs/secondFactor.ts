/** `second-factor`: sets up or removes a second factor for an account. */
import {beginSecondFactor, confirmSecondFactor, endSecondFactor} from '../../client/actions/account/secondFactor.ts';
import {ChatError} from '../../shared/errors.ts';
import {display} from '../../shared/text/safeText.ts';
import {CODE_OPTION, withFactor} from '../signIn/factorCode.ts';
import {askLine, PASSWORD_STDIN, readPassword} from '../secrets/password.ts';
import {chooseServer, chooseUser, withClient} from '../account/session.ts';
import {keepOutputPrivate} from '../secrets/privateOutput.ts';
import type {Verb} from '../verb.ts';

const USAGE = 'chat-tui second-factor on|off --user NAME';

export const secondFactor: Verb = {
  name: 'second-factor',
  usage: '<step>',
  choices: {step: ['on', 'off']},
  summary: 'set up a second factor for your account, which each login asks for then, or end it',
  options: [PASSWORD_STDIN, CODE_OPTION],
  examples: [
    [
      'chat-tui second-factor on',
      'shows a secret for your authenticator, asks for a code of it, prints recovery codes',
    ],
    ['chat-tui second-factor off --code 123456', 'the password alone is enough again'],
  ],
  async run(shell, call) {
    const [step] = call.words;
    const settings = await shell.clientSettings();
    const {serverUrl, fingerprint} = await chooseServer(shell, settings);
    const name = chooseUser(shell, settings, serverUrl);
    if (name === undefined || (step !== 'on' && step !== 'off')) throw new ChatError('command-usage', USAGE);
    const isOn = step === 'on';
    if (isOn && (!shell.stdin.isTTY || !shell.stderr.isTTY))
      throw new ChatError('terminal-needed', 'a terminal: the code is asked for');
    await withClient(shell, {serverUrl, fingerprint}, async client => {
      const password = await readPassword(shell, call);
      if (!isOn) {
        await withFactor(shell, call, code => endSecondFactor(client, {name, password, ...code}));
        return shell.print(`${name} has no second factor now.`);
      }
      const {secret, uri} = await withFactor(shell, call, code => beginSecondFactor(client, {name, password, ...code}));
      shell.tell(`Give this to your authenticator: ${display(secret.replaceAll(/(.{4})(?=.)/g, '$1 '), 'line')}`);
      shell.tell(`or as a link: ${display(uri, 'line')}`);
      const codes = await confirmSecondFactor(client, (await askLine(shell, 'The code that it shows: ')).trim());
      shell.tell('From now on each login asks for a code. These are for when you have lost it; each is good once:');
      keepOutputPrivate(shell);
      for (const code of codes) shell.print(display(code, 'line'));
    });
  },
};
