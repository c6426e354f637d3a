/** `/status`: sets one's status text, with or without an end. */
import {ownStatus, setStatus} from '../../actions/people/status.ts';
import {dateTimeOf} from '../../../shared/text/figures.ts';
import {ChatError} from '../../../shared/errors.ts';
import type {Command, Outcome} from '../command.ts';
import {readStatus} from '../typed/statusTyped.ts';

const USAGE = '[text] [--until 15:00]';

export const status: Command = {
  name: 'status',
  isForPeople: true,
  usage: USAGE,
  summary: 'Says something of yourself that others see beside your name, for a while or until you change it.',
  details: [
    'Such as /status :coffee: back at 3 --until 15:00, or --for 2h; /status --clear removes it. It is seen ' +
      'on all your devices and comes back with you; /away says that you are not there.',
  ],
  complete: (_state, words, started) =>
    started.startsWith('--')
      ? ['--until', '--for', ...(words.length === 0 ? ['--clear'] : [])].filter(one => one.startsWith(started))
      : [],
  async run(client, {rest}): Promise<Outcome> {
    if (rest === '') {
      const own = ownStatus(client);
      if (own === undefined) return told('You have no status. Set one with /status TEXT.');
      return told(`Your status is ${own.text}${own.untilMs === 0 ? '' : ` until ${dateTimeOf(own.untilMs)}`}.`);
    }
    if (rest === '--clear') {
      await setStatus(client, '');
      return told('You have no status any more.');
    }
    const typed = readStatus(rest, client.options.now());
    if (typed === undefined || typed.text === '')
      throw new ChatError('command-usage', '/status text [--until 15:00 | --for 2h], or /status --clear');
    await setStatus(client, typed.text, typed.untilMs);
    const {text = ''} = ownStatus(client) ?? {};
    return told(`Your status is ${text}${typed.untilMs === 0 ? '' : ` until ${dateTimeOf(typed.untilMs)}`} now.`);
  },
};

const told = (sentence: string): Outcome => ({kind: 'told', sentence});
