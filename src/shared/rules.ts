/** The rules of a room: who may do what beyond the table of roles, how often one person may write, and whether it is locked. */
import * as z from 'zod/mini';
import {count, later} from './fields.ts';
import {leastInRoom, ROOM_ROLES, RULED_ACTIONS, type RuledAction} from './roles.ts';
import {durationText} from './duration.ts';

const least = z.optional(later(ROOM_ROLES, 'owner'));

export const RoomRules = z.object({
  /** The least role; absent: as in the table. `write: moderator` is a room for announcements. */
  write: least,
  invite: least,
  mentionAll: least,
  /** One message of a member in so many milliseconds; 0: as fast as they like. */
  slowMs: count(),
  /** Only moderators write, and nobody comes in. */
  isLocked: z.boolean(),
});
export type RoomRules = z.infer<typeof RoomRules>;

/** What is absent stays as it is. */
export type RulesChange = {[Name in keyof RoomRules]?: RoomRules[Name] | undefined};

export const FIRST_RULES: RoomRules = {slowMs: 0, isLocked: false};

const WHAT: Record<RuledAction, string> = {
  write: 'write here',
  invite: 'invite people',
  mentionAll: 'mention everybody',
};
const WHO = {member: 'everybody', moderator: 'moderators', owner: 'the owner'} as const;

/** Sentences about a room, one a row. */
export function rulesText(rules: RoomRules): string[] {
  return [
    ...(rules.isLocked ? ['locked: only moderators write, and nobody comes in'] : []),
    ...RULED_ACTIONS.map(action => `${WHO[leastInRoom(action, rules)]} may ${WHAT[action]}`),
    rules.slowMs === 0 ? 'no slow mode' : `slow mode: one message in ${durationText(rules.slowMs)}`,
  ];
}

/** What is new, in a few words. */
export function rulesNews(rules: RoomRules): string {
  const [first = ''] = rulesText(rules);
  if (rules.isLocked) return first;
  const unusual = RULED_ACTIONS.filter(action => leastInRoom(action, rules) !== leastInRoom(action)).map(
    action => `${WHO[leastInRoom(action, rules)]} may ${WHAT[action]}`,
  );
  const slow = rules.slowMs === 0 ? [] : [`one message in ${durationText(rules.slowMs)}`];
  const all = [...unusual, ...slow];
  return all.length === 0 ? 'as usual' : all.join(', ');
}
