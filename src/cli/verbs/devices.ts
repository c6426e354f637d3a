/** `devices`: lists the devices of one's account, and logs them out. */
import {endDevices, listDevices} from '../../client/actions/account/devices.ts';
import {deviceCells, endedWords} from '../../client/wording/rows/deviceWords.ts';
import {ChatError} from '../../shared/errors.ts';
import {withSession} from '../account/logins.ts';
import {printTable} from '../output/printTable.ts';
import {JSON_OPTION, type Verb} from '../verb.ts';

export const devices: Verb = {
  name: 'devices',
  usage: '[step] [device]',
  choices: {step: ['list', 'end']},
  summary: 'list the devices on which you are logged in, or log one out, or all others',
  prints: 'Device',
  options: [JSON_OPTION],
  examples: [
    ['chat-tui devices', 'number, name, last use, address, since when'],
    ['chat-tui devices end 3', 'the number that the list shows; what it is sending ends at once'],
    ['chat-tui devices end others', 'all but the login that this verb uses'],
    ['chat-tui devices list --json', 'one JSON object a device'],
  ],
  async run(shell, call) {
    const [step = 'list', which] = call.words;
    if (step === 'end' ? which === undefined : step !== 'list' || which !== undefined)
      throw new ChatError('command-usage', 'chat-tui devices end NUMBER|others, or chat-tui devices list');
    await withSession(shell, async client => {
      if (which !== undefined) return shell.tell(endedWords(await endDevices(client, which)));
      const all = await listDevices(client);
      if (call.options.json !== true) return printTable(shell, deviceCells(all));
      return all.forEach(device => shell.printJson(device));
    });
  },
};
