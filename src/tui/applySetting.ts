/**
 * Changes a setting by its name: a preference on the server for all devices, or a setting of this machine in its file; takes
 * effect at once where it can. Keeps what other commands have put into force.
 */
import {setPreferences} from '../client/actions/people/preferences.ts';
import {PREFERENCES} from '../client/input/preferenceTable.ts';
import {isChatStyle} from '../client/wording/screenChoices.ts';
import {ChatError} from '../shared/errors.ts';
import type {Screen} from './screenContext.ts';

/**
 * Sets one setting by name and applies it. @returns a sentence for the user
 * @throws ChatError
 */
export async function applySetting(screen: Screen, name: string, value: string): Promise<string> {
  const {client} = screen;
  const row = PREFERENCES.find(one => one.name === name);
  if (row === undefined) {
    const sentence = await screen.localSettings.set(name, value);
    const about = await takeEffect(screen, name, value);
    return about === undefined ? sentence : `${sentence} ${about}`;
  }
  const change = row.read(value);
  if (change === undefined) throw new ChatError('command-usage', `/set ${row.name} ${row.values}`);
  await setPreferences(client, change);
  return `${row.name} is ${row.show(client.getState().preferences)} now.`;
}

/** Saves for the next start a value that is already in effect. @throws ChatError */
export async function keepSetting({client, localSettings}: Screen, name: string, value: string): Promise<void> {
  const sentence = await localSettings.keep(name, value);
  if (sentence !== undefined) client.notify('warning', sentence);
}

/** Applies the setting to the running screen. @returns a sentence if something about it needs to be said */
async function takeEffect(screen: Screen, name: string, value: string): Promise<string | undefined> {
  const {store, themes} = screen;
  if (name === 'mouse') screen.setMouse(value === 'on');
  if (name === 'layout' && isChatStyle(value)) store.change({type: 'chatStyleChanged', chatStyle: value});
  return name === 'theme' && value !== 'default' ? themes.show(value) : undefined;
}
