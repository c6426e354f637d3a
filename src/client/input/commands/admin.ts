/** `/admin`: the admin commands, as the server's console and the shell have them. */
import {listAdmin} from '../../actions/admin.ts';
import {DONE, type Command} from '../command.ts';
import {personWords, roomWords} from '../../wording/nameWords.ts';
import {tableOf} from '../../../shared/text/table.ts';
import {adminCommandOf, ADMIN_NAMES, cellsOf} from '../../../shared/admin/table.ts';
import {completeAdmin, readAdminLine, usageOf, type Known} from '../../../shared/admin/words.ts';
import type {State} from '../../state/state.ts';
import {ChatError} from '../../../shared/errors.ts';

/** Maximum rows of a list on the screen; the shell shows all of them. */
const SHOWN_MAX = 500;

export const admin: Command = {
  name: 'admin',
  usage: '[command]',
  summary:
    'Looks after the server: people, rooms, files, storage, log, announcements, stop. Without a command it ' +
    'lists them. For the owner and admins.',
  complete: (state, words, started) => completeAdmin(words, started, knownTo(state)),
  async run(client, {rest}) {
    if (rest === '' || rest === 'help') return {kind: 'show', title: 'Admin commands', rows: helpRows()};
    const call = readAdminLine(rest, '/admin ');
    if (call === undefined)
      throw new ChatError('command-unknown', `/admin ${/^\S+/.exec(rest)?.[0].slice(0, 64) ?? ''}`);
    const {lines, ...args} = call.args;
    const shown = typeof lines === 'number' ? lines : (adminCommandOf(call.name).shown ?? SHOWN_MAX);
    const {rows, told, hasMore} = await listAdmin(client, {name: call.name, args}, Math.min(shown, SHOWN_MAX));
    const cells = cellsOf(call.name, rows);
    const hasList = Object.keys(adminCommandOf(call.name).columns).length > 0;
    if (cells.length === 0 && (told.length > 0 || !hasList))
      return told.length === 0 ? DONE : {kind: 'told', sentence: told.join(' ')};
    const more = hasMore ? [`There is more: chat-tui admin ${call.name} in the shell shows all of it.`] : [];
    return {kind: 'show', title: `Admin: ${call.name}`, rows: [...tableOf(cells), ...told, ...more]};
  },
};

export const knownTo = (state: State): Known => ({
  people: one => personWords(state, one),
  rooms: one => roomWords(state, one),
});

const helpRows = (): string[] =>
  tableOf(
    ADMIN_NAMES.map(name => [`/admin ${name} ${usageOf(adminCommandOf(name))}`.trim(), adminCommandOf(name).summary]),
  );
