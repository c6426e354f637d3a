/** The part of the wire that is about people: friends, blocked people. */
import * as z from 'zod/mini';
import {Name} from '../fields.ts';
import {FIXED_LIMITS} from '../limits.ts';
import {Contact} from '../model.ts';

/** Friends, requests in both directions, and who is blocked. */
export const CONTACTS_TOLD_MAX = FIXED_LIMITS.friendsMax + FIXED_LIMITS.friendRequestsMax + FIXED_LIMITS.blocksMax;

export const PEOPLE_REQUESTS = {
  /** Asks to be friends, or accepts; with `isAnswer`, only accepts. The same answer where the other one has blocked, or declined. */
  friendAdd: {params: z.strictObject({name: Name, isAnswer: z.optional(z.boolean())}), result: Contact},
  /** Ends a friendship, takes back one's request, or declines theirs. */
  friendRemove: {params: z.strictObject({name: Name}), result: Contact},
  /** What they say is hidden and not counted; they are not told. */
  personBlock: {params: z.strictObject({name: Name, isBlocked: z.boolean()}), result: Contact},
} as const;

export const PEOPLE_EVENTS = {
  /** To all devices of a person; the state `none` means that the list has them no more. */
  contactChanged: z.object({contact: Contact}),
} as const;
