/** Settings and other servers in plain mode, for which the full screen has overlays. */
import {PREFERENCES} from '../../client/input/preferenceTable.ts';
import type {ServerCommand} from '../../client/input/screenCommands.ts';
import type {Client} from '../../client/client.ts';
import type {LocalSettings} from '../../tui/localSettings.ts';

/** One line per setting; untrusted parts have not passed `display()`. */
export async function settingLines(client: Client, settings: LocalSettings): Promise<readonly string[]> {
  const {preferences} = client.getState();
  const lineOf = (name: string, value: string, meaning: string) =>
    `${value === '' ? name : `${name} ${value}`}: ${meaning}`;
  return [
    'Of all your devices:',
    ...PREFERENCES.map(row => lineOf(row.name, row.show(preferences), `${row.meaning}.`)),
    'Of this machine:',
    ...(await settings.list()).map(({name, value, meaning}) => lineOf(name, value, meaning)),
    '/set NAME VALUE changes one; the value default takes one of this machine back.',
  ];
}

/** Says how to use another server, as plain mode has only one at a time. Untrusted parts have not passed `display()`. */
export function serverSentence(command: ServerCommand): string {
  const call =
    command.type === 'add'
      ? `join ${placeOf(command.address)} --plain`
      : `--plain --server ${command.type === 'go' && command.name !== '' ? command.name : 'NAME'}`;
  const whose = ['go', 'add'].includes(command.type) ? '' : 'The list of servers is changed in the full screen. ';
  return `${whose}The plain mode has one server at a time. For another one: /quit, then chat-tui ${call}`;
}

/** Links contain a secret, which is not repeated. */
const placeOf = (address: string): string => (address === '' || address.includes('#') ? 'LINK' : address);
