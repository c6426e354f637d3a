/** Somebody who puts hostile texts into every field that takes text, each behind a word by which it can be found again. */
import {cutTo, type HostileText} from './hostileText.ts';
import type {Device} from '../person.ts';
import {PASSWORD, type Person, type World} from '../world.ts';
import {FIXED_LIMITS} from '../../../src/shared/limits.ts';

/**
 * The word in front of a text says where it was put: `m` message, `a` action, `f` file, `t` topic, `k` kick, `d` display name,
 * `s` status.
 */
export type Field = 'm' | 'a' | 'f' | 't' | 'k' | 'd' | 's' | 'n';

export const wordOf = (field: Field, index: number): string => `${field}${index}x`;

/** `m12x`, the text, `y12m`. */
const filled = (field: Field, index: number, {text}: HostileText, space = ''): string =>
  `${wordOf(field, index)}${space}${text}${space}y${index}${field}`;

/** People whose names and states are hostile; more would not fit on a screen. */
const PEOPLE_MAX = 10;
/** Below what one person may do in a minute. */
const AT_ONCE = 15;
const MINUTE_MS = 61_000;
/** Characters of an announcement. */
const ANNOUNCED_MAX = 4_000;

export interface Crowd {
  /** Words that must be found on a screen that shows everything. */
  words: string[];
}

/** @param owner may kick */
export async function sayEverywhere(made: World, owner: Person, texts: readonly HostileText[]): Promise<Crowd> {
  const mallory = await made.person('mallory');
  const words: string[] = [];
  for (let start = 0; start < texts.length; start += AT_ONCE) {
    made.clock.turn(MINUTE_MS);
    const part = texts.slice(start, start + AT_ONCE);
    const told = await Promise.all(part.map((text, at) => sayOnce(made, {mallory, owner}, text, start + at)));
    words.push(...told.flat());
  }
  for (const [index, text] of texts.slice(0, PEOPLE_MAX).entries()) words.push(...(await appear(made, index, text)));
  return {words};
}

async function sayOnce(
  made: World,
  {mallory, owner}: {mallory: Person; owner: Person},
  text: HostileText,
  index: number,
): Promise<string[]> {
  const {lobby: roomId, newId} = made;
  const say = (kind: 'message' | 'action', field: Field) =>
    mallory.request('messageSend', {roomId, clientMsgId: newId(), kind, text: filled(field, index, text)});
  const topic = cutTo(filled('t', index, text), FIXED_LIMITS.topicLengthMax);
  const name = cutTo(filled('f', index, text), FIXED_LIMITS.fileNameLengthMax);
  await Promise.all([
    say('message', 'm'),
    say('action', 'a'),
    owner.request('topicSet', {roomId, topic}),
    mallory.request('fileOffer', {roomId, clientMsgId: newId(), name, sizeBytes: 1}),
    made.server.runConsole(`say ${cutTo(filled('n', index, text), ANNOUNCED_MAX)}`),
    owner.request('userKick', {
      name: 'mallory-twin',
      reason: cutTo(filled('k', index, text), FIXED_LIMITS.reasonLengthMax),
    }),
  ]);
  // Path parts before the name are not shown.
  const isNamed = !/[/\\]/.test(name);
  return (['m', 'a', 't', 'k', 'n', ...(isNamed ? (['f'] as const) : [])] as const).map(field => wordOf(field, index));
}

/** A person with such a name, or away for such a reason; stays. */
async function appear(made: World, index: number, text: HostileText): Promise<string[]> {
  const isNamed = index % 2 === 0;
  const device = await made.device({deviceName: cutTo(text.text, FIXED_LIMITS.deviceNameLengthMax)});
  const hasName = isNamed && (await registerNamed(device, index, text));
  if (!hasName) await device.request('accountRegister', {name: `h${index}`, password: PASSWORD, displayName: ''});
  await device.request('sessionOpen', {});
  if (hasName) return [wordOf('d', index)];
  const status = cutTo(filled('s', index, text), FIXED_LIMITS.statusLengthMax);
  await device.request('presenceSet', {state: 'away', status});
  return [wordOf('s', index)];
}

/**
 * With the text as a part of the display name, or beside the other words of it where letters of several scripts in one word are
 * refused.
 * @returns false when the server takes neither, because the text itself mixes scripts or reads like the server's staff
 */
async function registerNamed(device: Device, index: number, text: HostileText): Promise<boolean> {
  for (const space of ['', ' ']) {
    const displayName = cutTo(filled('d', index, text, space), FIXED_LIMITS.displayNameLengthMax);
    const code = await device.codeOf('accountRegister', {name: `h${index}`, password: PASSWORD, displayName});
    if (code === 'ok') return true;
    if (!/^display-name-(?:mixed|taken) /.test(code)) throw new Error(`${displayName}: ${code}`);
  }
  return false;
}

/** Whom the owner sends away; mallory stays. */
export const TWIN = 'mallory-twin';
