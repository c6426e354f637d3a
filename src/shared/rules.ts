/** Rules of a room: minimum roles for some actions, slow mode, lock, and how long messages are kept. */
import * as z from 'zod/mini';
import {plural} from './text/figures.ts';
import {ChatError} from './errors.ts';
import {count, later} from './fields.ts';
import {leastInRoom, ROOM_ROLES, RULED_ACTIONS, type RuledAction} from './access/roles.ts';
import {durationText, parseDuration} from './words/duration.ts';
import {DAY_MS, FIXED_LIMITS} from './limits.ts';

const least = z.optional(later(ROOM_ROLES, 'owner'));

export const RoomRules = z.object({
  /** Minimum role; absent: as in the table of roles. `write: moderator` makes a room for announcements. */
  write: least,
  invite: least,
  mentionAll: least,
  /** Minimum milliseconds between two messages of a member; 0: no limit. */
  slowMs: count(),
  /** Only moderators can write, and nobody can join. */
  isLocked: z.boolean(),
  /** Days that messages are kept here; absent: as long as the server keeps them. */
  keepDays: z.optional(count()),
});
export type RoomRules = z.infer<typeof RoomRules>;

/** Absent keys stay; `keepDays: 0` means the server's default. */
export type RulesChange = {[Name in keyof RoomRules]?: RoomRules[Name] | undefined};

export const FIRST_RULES: RoomRules = {slowMs: 0, isLocked: false};

/** @throws topic-too-long */
export function requireTopic(topic: string): void {
  if (topic.length > FIXED_LIMITS.topicLengthMax) throw new ChatError('topic-too-long');
}

const WHAT: Record<RuledAction, string> = {
  write: 'write here',
  invite: 'invite people',
  mentionAll: 'mention everybody',
};
const WHO = {member: 'everybody', moderator: 'moderators', owner: 'the owner'} as const;

/** The rules of a room as sentences, one per row. */
export function rulesText(rules: RoomRules): string[] {
  return [
    ...(rules.isLocked ? ['locked: only moderators write, and nobody comes in'] : []),
    ...RULED_ACTIONS.map(action => `${WHO[leastInRoom(action, rules)]} may ${WHAT[action]}`),
    rules.slowMs === 0 ? 'no slow mode' : `slow mode: one message in ${durationText(rules.slowMs)}`,
    ...keepText(rules),
  ];
}

/** Days of `30d` or `8w`, 0 for `off`; `undefined` when it is invalid. */
export function readKeepDays(typed: string): number | undefined {
  if (typed === 'off') return 0;
  const days = (parseDuration(typed) ?? 0) / DAY_MS;
  return Number.isInteger(days) && days >= 1 && days <= FIXED_LIMITS.keepDaysMax ? days : undefined;
}

const keepText = ({keepDays = 0}: RoomRules): string[] =>
  keepDays === 0 ? [] : [`messages are removed after ${plural(keepDays, 'day')}, pinned ones too`];

/** The changed rules in a few words. */
export function rulesNews(rules: RoomRules): string {
  const [first = ''] = rulesText(rules);
  if (rules.isLocked) return first;
  const unusual = RULED_ACTIONS.filter(action => leastInRoom(action, rules) !== leastInRoom(action)).map(
    action => `${WHO[leastInRoom(action, rules)]} may ${WHAT[action]}`,
  );
  const slow = rules.slowMs === 0 ? [] : [`one message in ${durationText(rules.slowMs)}`];
  const all = [...unusual, ...slow, ...keepText(rules)];
  return all.length === 0 ? 'as usual' : all.join(', ');
}
