/** `set`: shows or changes preferences, which apply to all devices. */
import {setPreferences} from '../../client/actions/people/preferences.ts';
import {requireRight} from '../../client/core/tokenRight.ts';
import {preferenceCells, PREFERENCES} from '../../client/input/preferenceTable.ts';
import {ChatError} from '../../shared/errors.ts';
import {withSession} from '../account/logins.ts';
import {printTable} from '../output/printTable.ts';
import {JSON_OPTION, type Verb} from '../verb.ts';

export const set: Verb = {
  name: 'set',
  usage: '[name] [value]',
  summary: 'show or change how you want things, kept on the server for all your devices',
  prints: 'Preferences',
  options: [JSON_OPTION],
  examples: [
    ['chat-tui set', 'all of them, with what they mean'],
    ['chat-tui set directs-from friends', 'who may begin a conversation with you'],
    ['chat-tui set quiet-hours 22:00-07:00', 'nothing rings then; off ends it'],
  ],
  async run(shell, call) {
    const [name, value] = call.words;
    const row = PREFERENCES.find(one => one.name === name);
    const change = value === undefined ? undefined : row?.read(value);
    if (name !== undefined && row === undefined)
      throw new ChatError('command-usage', `chat-tui set ${PREFERENCES.map(one => one.name).join('|')} VALUE`);
    if (row !== undefined && value !== undefined && change === undefined)
      throw new ChatError('command-usage', `chat-tui set ${row.name} ${row.values}`);
    await withSession(shell, async client => {
      requireRight(client.getState(), 'settings');
      if (change !== undefined) await setPreferences(client, change);
      const {preferences} = client.getState();
      if (call.options.json === true) shell.printJson(preferences);
      else if (row !== undefined) shell.print(row.show(preferences));
      else await printTable(shell, preferenceCells(preferences));
    });
  },
};
