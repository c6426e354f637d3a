/** The wire protocol of logging in: accounts, invitations, second factors, keys, tokens. */
import * as z from 'zod/mini';
import {count, Name, text} from '../fields.ts';
import {FIXED_LIMITS} from '../limits.ts';
import {TOKEN_RIGHT_NAMES} from '../access/tokenRights.ts';
import {Device, ProgramToken, Role, RoomId} from '../model.ts';

const ROOMS_MAX = 20;

/** Of a second factor, or a recovery code. */
export const factorCode = z.optional(text(64));

/** A key of SSH by which one logs in. */
export const SshKeyRow = z.object({
  fingerprint: text(64),
  comment: text(FIXED_LIMITS.deviceNameLengthMax),
  addedAtMs: count(),
  lastUsedAtMs: z.optional(count()),
});

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
  /** Whose password a link sets; before login. */
  passwordResetShow: {params: z.strictObject({resetCode: text(64)}), result: z.object({name: Name})},
  /** Good once; every login of the account ends. */
  passwordReset: {
    params: z.strictObject({
      resetCode: text(64),
      password: text(1024),
      code: factorCode,
      deviceName: z.optional(text(FIXED_LIMITS.deviceNameLengthMax)),
    }),
    result: z.object({token: text(64), name: Name}),
  },
  /** `sinceMs` and what is left of the recovery codes where there is one. */
  secondFactorShow: {
    params: z.strictObject({}),
    result: z.object({isRequired: z.boolean(), sinceMs: z.optional(count()), recoveryCodesLeft: z.optional(count())}),
  },
  /** A new secret, in base32 and as a URI for authenticators; with a second factor already, a code of that. Before login. */
  secondFactorBegin: {
    params: z.strictObject({name: text(64), password: text(1024), code: factorCode}),
    result: z.object({secret: text(64), uri: text(500)}),
  },
  /** On the connection on which it was begun. Recovery codes are shown this once. */
  secondFactorConfirm: {
    params: z.strictObject({code: text(64)}),
    result: z.object({recoveryCodes: z.array(text(32)).check(z.maxLength(20))}),
  },
  secondFactorEnd: {
    params: z.strictObject({name: text(64), password: text(1024), code: factorCode}),
    result: z.object({}),
  },
  /** The first one, where the server asks for one and there is none. Before login. */
  sshKeyBegin: {
    params: z.strictObject({name: text(64), password: text(1024), code: factorCode, line: text(8_192)}),
    result: z.object({fingerprint: text(64)}),
  },
  /** A line of authorized_keys. */
  sshKeyAdd: {params: z.strictObject({line: text(8_192)}), result: z.object({fingerprint: text(64)})},
  sshKeyList: {
    params: z.strictObject({}),
    result: z.object({keys: z.array(SshKeyRow).check(z.maxLength(FIXED_LIMITS.sshKeysMax))}),
  },
  sshKeyRemove: {params: z.strictObject({fingerprint: text(64)}), result: z.object({})},
  /** Good once, on this connection, for two minutes. */
  sshChallenge: {params: z.strictObject({}), result: z.object({challenge: text(64)})},
  /** `signature` is that of `keyBlob` over SSHSIG with the namespace `chat-tui-login`, as an agent gives it; both in base64. */
  sshLogin: {
    params: z.strictObject({
      name: text(64),
      keyBlob: text(8_192),
      signature: text(8_192),
      /** Fingerprint of the key of the server, or its URL where it has none. */
      server: text(300),
      code: factorCode,
      deviceName: z.optional(text(FIXED_LIMITS.deviceNameLengthMax)),
    }),
    result: z.object({token: text(64), name: Name}),
  },
  /** On which devices one is logged in, used last first. */
  deviceList: {
    params: z.strictObject({}),
    result: z.object({devices: z.array(Device).check(z.maxLength(FIXED_LIMITS.pageSizeMax)), total: count()}),
  },
  /** Ends that login with its connections and transfers; without a number all others. */
  deviceEnd: {
    params: z.strictObject({number: z.optional(z.int().check(z.minimum(1)))}),
    result: z.object({ended: count()}),
  },
  /** `token` is shown this once. Only for rooms one is in; without `roomIds` for all, also future ones. @see too-many-tokens */
  tokenCreate: {
    params: z.strictObject({
      name: z.string().check(z.minLength(1), z.maxLength(FIXED_LIMITS.deviceNameLengthMax)),
      rights: z.array(z.enum(TOKEN_RIGHT_NAMES)).check(z.minLength(1), z.maxLength(TOKEN_RIGHT_NAMES.length)),
      roomIds: z.optional(z.array(RoomId).check(z.minLength(1), z.maxLength(FIXED_LIMITS.tokenRoomsMax))),
      forMs: z.int().check(z.minimum(FIXED_LIMITS.tokenMsMin), z.maximum(FIXED_LIMITS.tokenMsMax)),
    }),
    result: z.object({number: count(), token: text(64), expiresAtMs: count()}),
  },
  /** One’s own, newest first. */
  tokenList: {
    params: z.strictObject({}),
    result: z.object({tokens: z.array(ProgramToken).check(z.maxLength(FIXED_LIMITS.tokensMax))}),
  },
  /** It is void; its connections and transfers end. */
  tokenRevoke: {params: z.strictObject({number: z.int().check(z.minimum(1))}), result: z.object({})},
  /** With an existing account: enters the rooms of an invitation, counted once per person. Returns the newly entered rooms. */
  invitationUse: {
    params: z.strictObject({inviteCode: text(64)}),
    result: z.object({by: Name, rooms: z.array(text(FIXED_LIMITS.roomNameLengthMax)).check(z.maxLength(ROOMS_MAX))}),
  },
} as const;
