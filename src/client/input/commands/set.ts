/** `/set`: changes preferences for all devices of the account. */
import {setPreferences} from '../../actions/people/preferences.ts';
import {tableOf} from '../../../shared/text/table.ts';
import {ChatError} from '../../../shared/errors.ts';
import type {Command} from '../command.ts';
import {preferenceCells, PREFERENCES} from '../preferenceTable.ts';

export const set: Command = {
  name: 'set',
  usage: '[name value]',
  summary: 'Shows how you want things, or changes it: for all your devices, or what config.toml has on this machine.',
  details: [
    ...PREFERENCES.map(({name, values, meaning}) => `${name} ${values}: ${meaning}.`),
    'Of this machine: theme, layout, mouse, notifications and others; /settings lists them. The value default takes one back.',
  ],
  complete(_state, words, started) {
    const [name, ...more] = words;
    if (name === undefined) return PREFERENCES.map(row => row.name).filter(one => one.startsWith(started));
    const row = more.length > 0 ? undefined : PREFERENCES.find(one => one.name === name);
    return (row?.choices ?? []).filter(one => one.startsWith(started));
  },
  async run(client, {words, rest}) {
    if (rest === '')
      return {kind: 'show', title: 'Settings', rows: tableOf(preferenceCells(client.getState().preferences))};
    const [name] = words;
    const value = rest.replace(/^\S+\s*/, '');
    const row = PREFERENCES.find(one => one.name === name);
    // Settings of this machine are handled by the screen.
    if (row === undefined) return {kind: 'setting', name: name ?? '', value: rest.replace(/^\S+\s*/, '')};
    const change = row.read(value);
    if (change === undefined) throw new ChatError('command-usage', `/set ${row.name} ${row.values}`);
    await setPreferences(client, change);
    return {kind: 'told', sentence: `${row.name} is ${row.show(client.getState().preferences)} now.`};
  },
};
