/** The preferences of an account: one row each, with its values as they are typed and shown. */
import {
  DIRECTS_FROM,
  NOTIFY_LEVELS,
  ROOM_ORDERS,
  type Preferences,
  type PreferencesChange,
} from '../../shared/preferences.ts';
import {FIXED_LIMITS} from '../../shared/limits.ts';
import {dateTimeOf} from '../../shared/text/figures.ts';

export interface PreferenceRow {
  name: string;
  meaning: string;
  /** The allowed values, as shown in usage errors. */
  values: string;
  /** Values offered by completion. */
  choices: readonly string[];
  /** `undefined` when the value is not allowed. */
  read(value: string): PreferencesChange | undefined;
  show(preferences: Preferences): string;
}

type ChoiceKey = 'directsFrom' | 'notifyRooms' | 'notifyDirects' | 'roomOrder';
type SwitchKey = 'showsPresence' | 'highlightsName' | 'tellsTyping' | 'showsUnreadFirst';

const choice = (name: string, key: ChoiceKey, choices: readonly string[], meaning: string): PreferenceRow => ({
  name,
  meaning,
  values: choices.join('|'),
  choices,
  // TypeScript cannot see that `value` is now one of the key's choices.
  read: value => (choices.includes(value) ? ({[key]: value} as PreferencesChange) : undefined),
  show: preferences => preferences[key],
});

const SWITCH = ['on', 'off'];
const onOff = (name: string, key: SwitchKey, meaning: string): PreferenceRow => ({
  name,
  meaning,
  values: 'on|off',
  choices: SWITCH,
  read: value => (SWITCH.includes(value) ? {[key]: value === 'on'} : undefined),
  show: preferences => (preferences[key] ? 'on' : 'off'),
});

const QUIET = /^(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})$/;
const minuteOf = (hours = '', minutes = '') =>
  Number(hours) < 24 && Number(minutes) < 60 ? Number(hours) * 60 + Number(minutes) : undefined;
const clockOf = (minute: number) =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;

function readQuietHours(value: string): PreferencesChange | undefined {
  if (value === 'off') return {quietHours: null};
  const [, ...parts] = QUIET.exec(value) ?? [];
  const fromMinute = minuteOf(parts[0], parts[1]);
  const toMinute = minuteOf(parts[2], parts[3]);
  if (parts.length === 0 || fromMinute === undefined || toMinute === undefined || fromMinute === toMinute)
    return undefined;
  return {quietHours: {fromMinute, toMinute}};
}

export const PREFERENCES: readonly PreferenceRow[] = [
  choice(
    'directs-from',
    'directsFrom',
    DIRECTS_FROM,
    'who may begin a conversation with you: rooms means people in a room of yours besides #lobby, and friends',
  ),
  choice('notify-rooms', 'notifyRooms', NOTIFY_LEVELS, 'what of rooms rings'),
  choice('notify-directs', 'notifyDirects', NOTIFY_LEVELS, 'what of conversations rings'),
  {
    name: 'quiet-hours',
    meaning: 'when nothing rings, every day, by the clock of each device',
    values: 'HH:MM-HH:MM|off',
    choices: ['off'],
    read: readQuietHours,
    show: ({quietHours}) =>
      quietHours === undefined ? 'off' : `${clockOf(quietHours.fromMinute)}-${clockOf(quietHours.toMinute)}`,
  },
  choice(
    'room-order',
    'roomOrder',
    ROOM_ORDERS,
    'how rooms are ordered: activity puts what is unread first, hand is /place, or K and J in the rooms pane',
  ),
  onOff('unread-first', 'showsUnreadFirst', 'whether unread rooms stand on top of a list of more than 9'),
  onOff(
    'own-name',
    'highlightsName',
    'whether your login name without @ rings like a mention; /highlight is for other words',
  ),
  onOff(
    'typing',
    'tellsTyping',
    `whether others see that you are typing, in conversations and rooms of up to ${FIXED_LIMITS.typingMembersMax} people`,
  ),
  onOff('presence-rows', 'showsPresence', 'whether coming and going stands in the rooms'),
];

export const preferenceCells = (preferences: Preferences): string[][] => [
  ...PREFERENCES.map(row => [row.name, row.show(preferences), row.meaning]),
  ...(preferences.quietUntilMs > 0
    ? [['do not disturb', `until ${dateTimeOf(preferences.quietUntilMs)}`, '/dnd off ends it']]
    : []),
];
