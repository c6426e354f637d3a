/** Requests about ways in: invitations. */
import * as z from 'zod/mini';
import {count, Name, text} from '../fields.ts';
import {FIXED_LIMITS} from '../limits.ts';
import {Role} from '../model.ts';

const ROOMS_MAX = 20;

export const SIGN_IN_REQUESTS = {
  /** What a join link brings; before login. */
  invitationShow: {
    params: z.strictObject({inviteCode: text(64)}),
    result: z.object({
      by: Name,
      role: Role,
      /** Names of rooms, without `#`. */
      rooms: z.array(text(FIXED_LIMITS.roomNameLengthMax)).check(z.maxLength(ROOMS_MAX)),
      expiresAtMs: z.optional(count()),
    }),
  },
} as const;
