/** `/devices`: lists logged-in devices, and logs one out. */
import {endDevices, listDevices} from '../../actions/account/devices.ts';
import {deviceCells, endedWords} from '../../wording/rows/deviceWords.ts';
import {keyRows, revokeDevice} from '../keyDevices.ts';
import {tableOf} from '../../../shared/text/table.ts';
import {ChatError} from '../../../shared/errors.ts';
import type {Command} from '../command.ts';

const USAGE = '[end number|others | revoke number]';

export const devices: Command = {
  name: 'devices',
  usage: USAGE,
  summary:
    'Lists the devices on which you are logged in, from where and when last used; logs one of them out, or all others.',
  details: [
    'What is logged out ends at once, with what it is sending. The device asks for the password the next time.',
    'Below them are the devices with keys of encryption: revoke takes the keys of one away, and changes ' +
      'those of all conversations at once.',
  ],
  complete: (_state, words, started) =>
    (words.length === 0 ? ['end', 'revoke'] : words[0] === 'end' && words.length === 1 ? ['others'] : []).filter(word =>
      word.startsWith(started),
    ),
  async run(client, {words}) {
    const [what, which, ...more] = words;
    if (what === 'end' && which !== undefined && more.length === 0)
      return {kind: 'told', sentence: endedWords(await endDevices(client, which))};
    if (what === 'revoke' && which !== undefined && more.length === 0) return revokeDevice(client, which);
    if (what !== undefined) throw new ChatError('command-usage', `/devices ${USAGE}`);
    const logins = tableOf(deviceCells(await listDevices(client)));
    const withKeys = await keyRows(client);
    return {
      kind: 'show',
      title: 'Devices',
      rows: withKeys.length === 0 ? logins : [...logins, '', 'Keys of encryption', ...withKeys],
    };
  },
};
