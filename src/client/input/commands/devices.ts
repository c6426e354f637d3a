/** `/devices`: where one is logged in, and logging a device out. */
import {endDevices, listDevices} from '../../actions/account/devices.ts';
import {deviceCells, endedWords} from '../../wording/deviceWords.ts';
import {tableOf} from '../../../shared/text/table.ts';
import {ChatError} from '../../../shared/errors.ts';
import type {Command} from '../command.ts';

const USAGE = '[end number|others]';

export const devices: Command = {
  name: 'devices',
  usage: USAGE,
  summary:
    'Lists the devices on which you are logged in, from where and when last used; logs one of them out, or all others.',
  details: [
    'What is logged out ends at once, with what it is sending. The device asks for the password the next time.',
  ],
  complete: (_state, words, started) =>
    (words.length === 0 ? ['end'] : words[0] === 'end' && words.length === 1 ? ['others'] : []).filter(word =>
      word.startsWith(started),
    ),
  async run(client, {words}) {
    const [what, which, ...more] = words;
    if (what === 'end' && which !== undefined && more.length === 0)
      return {kind: 'told', sentence: endedWords(await endDevices(client, which))};
    if (what !== undefined) throw new ChatError('command-usage', `/devices ${USAGE}`);
    return {kind: 'show', title: 'Devices', rows: tableOf(deviceCells(await listDevices(client)))};
  },
};
