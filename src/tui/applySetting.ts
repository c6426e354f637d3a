/**
 * Changes a setting by its name: a preference on the server for all devices, or a setting of this machine in its file; takes
 * effect at once where it can.
 */
import {setPreferences} from '../client/actions/people/preferences.ts';
import {PREFERENCES} from '../client/input/preferenceTable.ts';
import {isChatStyle} from '../client/wording/screenChoices.ts';
import {ChatError} from '../shared/errors.ts';
import type {Screen} from './screenContext.ts';

/** @returns a sentence. @throws ChatError */
export async function applySetting(screen: Screen, name: string, value: string): Promise<string> {
  const {client} = screen;
  const row = PREFERENCES.find(one => one.name === name);
  if (row === undefined) {
    const sentence = await screen.localSettings.set(name, value);
    await takeEffect(screen, name, value);
    return sentence;
  }
  const change = row.read(value);
  if (change === undefined) throw new ChatError('command-usage', `/set ${row.name} ${row.values}`);
  await setPreferences(client, change);
  return `${row.name} is ${row.show(client.getState().preferences)} now.`;
}

async function takeEffect(screen: Screen, name: string, value: string): Promise<void> {
  const {store, themes} = screen;
  if (name === 'mouse') screen.setMouse(value === 'on');
  if (name === 'layout' && isChatStyle(value)) store.change({type: 'chatStyleChanged', chatStyle: value});
  if (name === 'theme' && value !== 'default') await themes.show(value);
}
