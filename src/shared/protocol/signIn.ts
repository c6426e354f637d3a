/** The wire protocol of logging in: accounts, invitations, second factors, keys, tokens. */
import * as z from 'zod/mini';
import {count, Name, text} from '../fields.ts';
import {FIXED_LIMITS} from '../limits.ts';
import {TOKEN_RIGHT_NAMES} from '../access/tokenRights.ts';
import {Device, ProgramToken, Role, RoomId} from '../model.ts';

const ROOMS_MAX = 20;

/** Code of a second factor, or a recovery code. */
export const factorCode = z.optional(text(64));

/** An SSH key that can log in to the account. */
export const SshKeyRow = z.object({
  fingerprint: text(64),
  comment: text(FIXED_LIMITS.deviceNameLengthMax),
  addedAtMs: count(),
  lastUsedAtMs: z.optional(count()),
});
export type SshKeyRow = z.infer<typeof SshKeyRow>;

export const SIGN_IN_REQUESTS = {
  /** Shows to what a join link invites; before login. */
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
  /** Shows whose password a reset link sets; before login. */
  passwordResetShow: {params: z.strictObject({resetCode: text(64)}), result: z.object({name: Name})},
  /** Sets a new password by a reset link, which is valid once; all logins of the account end. */
  passwordReset: {
    params: z.strictObject({
      resetCode: text(64),
      password: text(1024),
      code: factorCode,
      deviceName: z.optional(text(FIXED_LIMITS.deviceNameLengthMax)),
    }),
    result: z.object({token: text(64), name: Name}),
  },
  /** Time of setup and number of unused recovery codes; absent without a second factor. */
  secondFactorShow: {
    params: z.strictObject({}),
    result: z.object({isRequired: z.boolean(), sinceMs: z.optional(count()), recoveryCodesLeft: z.optional(count())}),
  },
  /**
   * Returns a new secret, in base32 and as a URI for authenticator apps; an existing second factor requires its code. Before
   * login.
   */
  secondFactorBegin: {
    params: z.strictObject({name: text(64), password: text(1024), code: factorCode}),
    result: z.object({secret: text(64), uri: text(500)}),
  },
  /** Confirms the secret on the connection that requested it. The recovery codes are shown only this once. */
  secondFactorConfirm: {
    params: z.strictObject({code: text(64)}),
    result: z.object({recoveryCodes: z.array(text(32)).check(z.maxLength(20))}),
  },
  secondFactorEnd: {
    params: z.strictObject({name: text(64), password: text(1024), code: factorCode}),
    result: z.object({}),
  },
  /** Adds the first SSH key of an account, if the server requires one. Before login. */
  sshKeyBegin: {
    params: z.strictObject({name: text(64), password: text(1024), code: factorCode, line: text(8_192)}),
    result: z.object({fingerprint: text(64)}),
  },
  /** Adds an SSH key to the account; `line` is a line of authorized_keys. */
  sshKeyAdd: {params: z.strictObject({line: text(8_192)}), result: z.object({fingerprint: text(64)})},
  sshKeyList: {
    params: z.strictObject({}),
    result: z.object({keys: z.array(SshKeyRow).check(z.maxLength(FIXED_LIMITS.sshKeysMax))}),
  },
  sshKeyRemove: {params: z.strictObject({fingerprint: text(64)}), result: z.object({})},
  /** Returns a challenge that is valid once, on this connection, for two minutes. */
  sshChallenge: {params: z.strictObject({}), result: z.object({challenge: text(64)})},
  /**
   * `signature` is the SSHSIG signature of `keyBlob`'s key with the namespace `chat-tui-login`, as an agent returns it; both
   * in base64.
   */
  sshLogin: {
    params: z.strictObject({
      name: text(64),
      keyBlob: text(8_192),
      signature: text(8_192),
      /** Fingerprint of the server's key, or its URL if it has none. */
      server: text(300),
      code: factorCode,
      deviceName: z.optional(text(FIXED_LIMITS.deviceNameLengthMax)),
    }),
    result: z.object({token: text(64), name: Name}),
  },
  /** The logins of the account, most recently used first. */
  deviceList: {
    params: z.strictObject({}),
    result: z.object({devices: z.array(Device).check(z.maxLength(FIXED_LIMITS.pageSizeMax)), total: count()}),
  },
  /** Ends a login with its connections and transfers; without a number, all others. */
  deviceEnd: {
    params: z.strictObject({number: z.optional(z.int().check(z.minimum(1)))}),
    result: z.object({ended: count()}),
  },
  /**
   * Creates a token, which is shown only this once. It is limited to rooms that the person is in; without `roomIds`, to all
   * of them, also future ones.
   * @see too-many-tokens
   */
  tokenCreate: {
    params: z.strictObject({
      name: z.string().check(z.minLength(1), z.maxLength(FIXED_LIMITS.deviceNameLengthMax)),
      rights: z.array(z.enum(TOKEN_RIGHT_NAMES)).check(z.minLength(1), z.maxLength(TOKEN_RIGHT_NAMES.length)),
      roomIds: z.optional(z.array(RoomId).check(z.minLength(1), z.maxLength(FIXED_LIMITS.tokenRoomsMax))),
      forMs: z.int().check(z.minimum(FIXED_LIMITS.tokenMsMin), z.maximum(FIXED_LIMITS.tokenMsMax)),
    }),
    result: z.object({number: count(), token: text(64), expiresAtMs: count()}),
  },
  /** One's own tokens, newest first. */
  tokenList: {
    params: z.strictObject({}),
    result: z.object({tokens: z.array(ProgramToken).check(z.maxLength(FIXED_LIMITS.tokensMax))}),
  },
  /** Voids a token; its connections and transfers end. */
  tokenRevoke: {params: z.strictObject({number: z.int().check(z.minimum(1))}), result: z.object({})},
  /** Enters the rooms of an invitation with an existing account, counted once per person. Returns the newly joined rooms. */
  invitationUse: {
    params: z.strictObject({inviteCode: text(64)}),
    result: z.object({by: Name, rooms: z.array(text(FIXED_LIMITS.roomNameLengthMax)).check(z.maxLength(ROOMS_MAX))}),
  },
} as const;
