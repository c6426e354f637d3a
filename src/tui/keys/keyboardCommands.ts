/** Runs `/bind`, `/unbind` and `/keys`: binds, frees, takes a preset, lists and checks keys. */
import type {Choice} from '../../client/input/command.ts';
import type {KeyboardCommand} from '../../client/input/screenCommands.ts';
import {isPresetName, KEY_PRESETS, PRESET_MEANINGS} from '../../client/wording/screenChoices.ts';
import {ChatError} from '../../shared/errors.ts';
import {openChoose, openKeyCheck, openShow} from '../overlays.ts';
import {showOverlay} from '../overlaying/overlaying.ts';
import type {Screen} from '../screenContext.ts';
import {shownChords} from '../bindings/chord.ts';
import {KEY_TABLE} from '../bindings/keyTable.ts';

/** @throws ChatError */
export async function doKeyboardCommand(screen: Screen, command: KeyboardCommand): Promise<void> {
  const {keyboard, client} = screen;
  if (command.type === 'bind') client.notify('info', await keyboard.bind(command.key, command.action));
  else if (command.type === 'unbind') client.notify('info', await keyboard.unbind(command.key));
  else if (command.type === 'check') showOverlay(screen, openKeyCheck());
  else if (command.type === 'list') showOverlay(screen, openShow('Actions', actionRows(screen)));
  else if (command.name === '') showOverlay(screen, openChoose('Keys as in', presetChoices()));
  else await takePreset(screen, command.name);
}

export async function takePreset({keyboard, client, store}: Screen, name: string): Promise<void> {
  if (!isPresetName(name)) throw new ChatError('preset-unknown', name.slice(0, 40));
  await keyboard.choose(name);
  store.change({type: 'modeChanged', mode: undefined});
  client.notify('info', `Keys: ${name}, ${PRESET_MEANINGS[name]}.`);
}

const presetChoices = (): readonly Choice[] =>
  KEY_PRESETS.map((name, at) => ({
    number: at + 1,
    row: [name, PRESET_MEANINGS[name]],
    take: () => Promise.resolve({kind: 'keyboard', command: {type: 'preset', name}}),
  }));

/** Lists the actions; one that works in several places appears once. */
function actionRows({keyboard}: Screen): string[] {
  const bindings = keyboard.bindings();
  const names = [...new Set(KEY_TABLE.map(({name}) => name))];
  const [leader = ''] = bindings.chordsOf('leader');
  return names.map(name => `${name.padEnd(16)}  ${shownChords(bindings.chordsOf(name), leader) || 'no key'}`);
}
