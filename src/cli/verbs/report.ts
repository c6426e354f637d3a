/** `report`: tells the moderators about a person or a message. */
import {report as tellModerators, toReported} from '../../client/actions/moderation.ts';
import {withSession} from '../account/logins.ts';
import type {Verb} from '../verb.ts';

export const report: Verb = {
  name: 'report',
  usage: '<user-or-message> [why...]',
  summary: 'tell the moderators about a person, or a message such as #room/12',
  options: [],
  examples: [
    ['chat-tui report @mallory Spam', 'nobody else sees it'],
    ["chat-tui report '#garden/12' Spam", 'the message with this seq, as tail --json prints it'],
  ],
  run: (shell, call) =>
    withSession(shell, async client => {
      const [what = '', ...why] = call.words;
      await tellModerators(client, toReported(client.getState(), what), why.join(' '));
      shell.print('The moderators will look at it.');
    }),
};
