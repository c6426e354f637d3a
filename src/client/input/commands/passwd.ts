/** `/passwd`: changes one's password in a form: no secret is ever part of a typed line. */
import type {Command} from '../command.ts';
import {ChatError} from '../../../shared/errors.ts';

export const passwd: Command = {
  name: 'passwd',
  usage: '',
  summary: 'Changes your password.',
  details: ['It asks in a form. All your other logins end.'],
  async run(_client, {rest}) {
    if (rest !== '') throw new ChatError('command-usage', '/passwd, without the password: it is asked for in a form');
    return {kind: 'open', overlay: 'passwordForm'};
  },
};
