/** `/keys`: the keyboard; and the devices that can read one's encrypted conversations. */
import {ChatError} from '../../../shared/errors.ts';
import {keyRows, revokeDevice} from '../keyDevices.ts';
import {KEY_PRESETS} from '../../wording/screenChoices.ts';
import type {Client} from '../../client.ts';
import {DONE, type Command, type Outcome} from '../command.ts';

const told = (sentence: string): Outcome => ({kind: 'told', sentence});

type Step = (client: Client, words: readonly string[]) => Promise<Outcome>;

const STEPS: Readonly<Record<string, Step>> = {
  async ask(client) {
    await client.parts.keys.pairing.ask();
    return told('Your other devices are asked. There, approve it: /keys approve');
  },
  async approve(client) {
    await client.parts.keys.pairing.approve();
    return DONE;
  },
  async yes(client) {
    await client.parts.keys.pairing.confirm(true);
    return told('Say so on the other device as well: /keys yes');
  },
  async no(client) {
    await client.parts.keys.pairing.confirm(false);
    return told('Nothing was approved. If the words differed, somebody may sit in between.');
  },
  preset: (_client, [name = '']) => Promise.resolve({kind: 'keyboard', command: {type: 'preset', name}}),
  check: () => Promise.resolve({kind: 'keyboard', command: {type: 'check'}}),
  revoke: (client, [number = '']) => revokeDevice(client, number),
};

export const keys: Command = {
  name: 'keys',
  usage: '[preset|check|ask|approve|…]',
  summary: 'The keyboard: keys as in another program (preset), what arrives (check); and keys of encryption.',
  details: [
    `/keys preset: ${KEY_PRESETS.join(', ')}. /keys check shows what this terminal sends. /bind and /unbind change single keys.`,
    'Alone, it lists the devices that read your encrypted conversations; the others are ask, approve, yes, no and revoke NUMBER.',
    'On a new device: /keys ask. On an approved one: /keys approve. Both show seven words: /keys yes on both',
    'where they are the same. Without another device: chat-tui recovery restore, with the recovery phrase.',
  ],
  complete: (_state, words, started) => {
    const names: readonly string[] = words.length === 0 ? Object.keys(STEPS) : words[0] === 'preset' ? KEY_PRESETS : [];
    return names.filter(name => name.startsWith(started));
  },
  async run(client, {words: [step, ...rest]}) {
    if (step !== undefined) {
      const run = Object.hasOwn(STEPS, step) ? STEPS[step] : undefined;
      if (run === undefined) throw new ChatError('command-usage', `/keys ${keys.usage}`);
      return run(client, rest);
    }
    const rows = await keyRows(client);
    return {kind: 'show', title: 'Devices with keys', rows: rows.length > 0 ? rows : ['None yet.']};
  },
};
