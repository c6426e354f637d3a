/** `status`: shows or sets one's status, optionally for a limited time. */
import {ownStatus, setStatus} from '../../client/actions/people/status.ts';
import {requireRight} from '../../client/core/tokenRight.ts';
import {withEmoji} from '../../client/input/typed/emojiNames.ts';
import {endOf, readStatus} from '../../client/input/typed/statusTyped.ts';
import {dateTimeOf} from '../../shared/text/figures.ts';
import {ChatError} from '../../shared/errors.ts';
import {display} from '../../shared/text/safeText.ts';
import {withSession} from '../account/logins.ts';
import {JSON_OPTION, textOption, type Call, type Verb} from '../verb.ts';

const USAGE = "chat-tui status --until 15:00|'tomorrow 9:00' TEXT, or --for 30m|2h";

export const status: Verb = {
  name: 'status',
  usage: '[text...]',
  summary: 'show or say what others see beside your name, for a while or until you change it',
  prints: 'Preferences',
  options: [
    {flags: '--until <time>', meaning: "until then, such as 15:00, 'tomorrow 9:00' or 2h, at most a year from now"},
    {flags: '--for <time>', meaning: 'for so long, at most a year, such as 30m or 2h'},
    {flags: '--clear', meaning: 'remove it'},
    JSON_OPTION,
  ],
  examples: [
    ['chat-tui status --until 15:00 :coffee: back at 3', 'seen while you are there'],
    ['chat-tui status', 'show it'],
    ['chat-tui status --clear', 'remove it'],
  ],
  async run(shell, call) {
    // The time may also follow the text, as on the screen.
    const typed = readStatus(call.words.join(' '), shell.now());
    if (typed === undefined) throw new ChatError('command-usage', USAGE);
    const {text} = typed;
    const untilMs = typed.untilMs === 0 ? endIn(call, shell.now()) : typed.untilMs;
    const isClearing = call.options.clear === true;
    if (text === '' && untilMs !== 0) throw new ChatError('command-usage', USAGE);
    await withSession(shell, async client => {
      requireRight(client.getState(), 'settings');
      if (text !== '' || isClearing) await setStatus(client, isClearing ? '' : await withEmoji(text), untilMs);
      if (call.options.json === true) return shell.printJson(client.getState().preferences);
      const own = ownStatus(client);
      if (text !== '' || isClearing || own === undefined) return;
      shell.print(display(`${own.text}${own.untilMs === 0 ? '' : ` until ${dateTimeOf(own.untilMs)}`}`, 'line'));
    });
  },
};

/** End of the status; 0 if no time was given. @throws command-usage */
function endIn(call: Call, nowMs: number): number {
  const until = textOption(call, 'until');
  const during = textOption(call, 'for');
  const typed = until ?? during;
  if (typed === undefined) return 0;
  const untilMs = endOf(until === undefined, typed, nowMs);
  if (untilMs === undefined || (until !== undefined && during !== undefined))
    throw new ChatError('command-usage', USAGE);
  return untilMs;
}
