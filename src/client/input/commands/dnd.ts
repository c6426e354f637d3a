/** `/dnd`: turns notifications off for a while (do not disturb). */
import {firstWord, fixedWords} from '../../wording/nameWords.ts';
import {setPreferences} from '../../actions/people/preferences.ts';
import {parseDuration} from '../../../shared/words/duration.ts';
import {ChatError} from '../../../shared/errors.ts';
import {FIXED_LIMITS} from '../../../shared/limits.ts';
import {FOR_EVER_MS} from '../../../shared/limits.ts';
import {dateTimeOf} from '../../../shared/text/figures.ts';
import type {Command} from '../command.ts';
import {readMoment} from '../typed/moment.ts';

const USAGE = '[2h | 09:00 | off]';

export const dnd: Command = {
  name: 'dnd',
  usage: USAGE,
  summary: 'Do not disturb: nothing rings, on none of your devices, for a while, until a time, or until /dnd off.',
  complete: firstWord(fixedWords(['off'])),
  async run(client, {rest}) {
    const nowMs = client.options.now();
    const forMs = parseDuration(rest);
    const untilMs =
      rest === '' ? FOR_EVER_MS : rest === 'off' ? 0 : forMs === undefined ? readMoment(rest, nowMs) : nowMs + forMs;
    const isWrong = untilMs === undefined || (rest !== '' && untilMs > nowMs + FIXED_LIMITS.laterMsMax);
    if (isWrong) throw new ChatError('command-usage', `/dnd ${USAGE}`);
    await setPreferences(client, {quietUntilMs: untilMs});
    const end = untilMs === FOR_EVER_MS ? '. /dnd off ends it' : ` until ${dateTimeOf(untilMs)}`;
    return {kind: 'told', sentence: untilMs === 0 ? 'You can be disturbed again.' : `Nothing rings${end}.`};
  },
};
