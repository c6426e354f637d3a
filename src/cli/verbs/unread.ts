/** `unread`: lists unread rooms and conversations, or prints one line for a status bar. */
import {isConversation, labelOf, unreadTotals} from '../../client/state/selectors.ts';
import {requireRight} from '../../client/core/tokenRight.ts';
import {ChatError} from '../../shared/errors.ts';
import {display} from '../../shared/text/safeText.ts';
import {toMemberLine} from '../output/jsonLines.ts';
import {withSession} from '../account/logins.ts';
import {printTable} from '../output/printTable.ts';
import {JSON_OPTION, textOption, type Verb} from '../verb.ts';

export const unread: Verb = {
  name: 'unread',
  usage: '',
  summary: 'list the rooms and conversations with unread messages',
  prints: 'Room',
  options: [
    {
      flags: '--format <text>',
      meaning:
        'print one line, also when nothing is unread: %m mentions, %d direct messages, %c all others, %n all ' +
        'together, %r rooms and conversations, without what is muted; %% a percent sign',
    },
    JSON_OPTION,
  ],
  examples: [
    ['chat-tui unread', 'room, unread messages, mentions of you; nothing when all is read'],
    ["chat-tui unread --format '%m/%n'", '2/17, for a status bar'],
    ['chat-tui unread --json', 'one JSON object a room'],
  ],
  run(shell, call) {
    const format = textOption(call, 'format');
    if (format !== undefined) checkFormat(format);
    return withSession(shell, async client => {
      const state = client.getState();
      requireRight(state, 'read');
      if (format !== undefined) {
        const {unread: all, mentions, direct, rooms} = unreadTotals(state, shell.now());
        const values = {m: mentions, d: direct, c: all - mentions - direct, n: all, r: rooms};
        shell.print(display(filled(format, values), 'line'));
        return;
      }
      const waiting = Object.values(state.roomById)
        .map(({room}) => room)
        .filter(room => room.unread > 0)
        .toSorted((one, other) => other.mentions - one.mentions || other.unread - one.unread);
      if (call.options.json === true) {
        for (const room of waiting) shell.printJson(toMemberLine(room));
        return;
      }
      const rows = waiting.map(room => [
        labelOf(room),
        `${room.unread} unread`,
        isConversation(room) ? 'direct' : room.mentions > 0 ? `${room.mentions} mentions` : '',
      ]);
      await printTable(shell, rows);
    });
  },
};

const FIELD = /%(.?)/gs;

/** @throws command-usage */
function checkFormat(format: string): void {
  for (const [field, letter = ''] of format.matchAll(FIELD))
    if (!/^[mdcnr%]$/.test(letter))
      throw new ChatError('command-usage', `--format knows %m, %d, %c, %n, %r and %%, not ${field.slice(0, 2)}.`);
}

const filled = (format: string, values: Readonly<Record<string, number>>): string =>
  format.replaceAll(FIELD, (_field, letter: string) => (letter === '%' ? '%' : String(values[letter])));
