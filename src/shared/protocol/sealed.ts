/** The wire protocol of encryption: the server stores and orders data that it cannot read. All bytes are in base64url. */
import * as z from 'zod/mini';
import {count, EntryId, Name, Seq, text} from '../fields.ts';
import {RoomId} from '../model.ts';
import {PAIRING_TEXT_MAX} from '../sealed/pairing.ts';

const bytes = (lengthMax: number) => z.string().check(z.regex(/^[A-Za-z0-9_-]*$/), z.maxLength(lengthMax));
/** Maximum length of a link in base64url, a third longer than in bytes. */
const LINK_TEXT_MAX = 11_000;
const STATEMENT_TEXT_MAX = 350_000;
const BOX_TEXT_MAX = 1_400;
const MESSAGE_TEXT_MAX = 350_500;
/** Maximum boxes per request, and per page. */
const BOXES_MAX = 400;
const LINKS_MAX = 40;
const EPOCHS_MAX = 50;

const done = z.object({});
/** A key for one recipient. `to`: a device, or the recovery key of an account. */
const box = {to: EntryId, box: bytes(BOX_TEXT_MAX)};
const list = <Row extends z.core.$ZodType>(row: Row, lengthMax: number) => z.array(row).check(z.maxLength(lengthMax));

export const SEALED_REQUESTS = {
  /**
   * Adds a link to one's own device chain; can be repeated. A link that restarts the keys needs a full login: the password,
   * and the code of a second factor if there is one.
   */
  accountLinkAdd: {
    params: z.strictObject({
      link: bytes(LINK_TEXT_MAX),
      password: z.optional(text(1024)),
      code: z.optional(text(64)),
    }),
    result: z.object({n: count()}),
  },
  /** The device chain of a person. `serverId`: id of this server, which is part of the chain. */
  accountLinkList: {
    params: z.strictObject({name: Name, afterN: z.optional(count())}),
    result: z.object({serverId: bytes(22), links: list(bytes(LINK_TEXT_MAX), LINKS_MAX), hasMore: z.boolean()}),
  },
  /**
   * Adds an epoch: a new key for a conversation, with a box for each device and recovery key of its members. Can be repeated.
   */
  epochAdd: {
    params: z.strictObject({
      roomId: RoomId,
      statement: bytes(STATEMENT_TEXT_MAX),
      boxes: list(z.strictObject(box), BOXES_MAX),
    }),
    result: z.object({seq: Seq, sentAtMs: count()}),
  },
  epochList: {
    params: z.strictObject({roomId: RoomId, afterN: z.optional(count())}),
    result: z.object({
      epochs: list(z.object({seq: Seq, statement: bytes(STATEMENT_TEXT_MAX)}), EPOCHS_MAX),
      hasMore: z.boolean(),
    }),
  },
  /** Adds keys for devices that were added later. Existing boxes stay, except for one's own devices. */
  boxAdd: {
    params: z.strictObject({boxes: list(z.strictObject({roomId: RoomId, n: count(), ...box}), BOXES_MAX)}),
    result: done,
  },
  /** Boxes for one of the person's own devices, or for their recovery key, after a place. */
  boxList: {
    params: z.strictObject({to: EntryId, after: z.optional(z.strictObject({roomId: count(), n: count()}))}),
    result: z.object({
      boxes: list(z.object({roomId: RoomId, n: count(), box: bytes(BOX_TEXT_MAX)}), BOXES_MAX),
      hasMore: z.boolean(),
    }),
  },
  /** Passes a message of `shared/sealed/pairing.ts` to the person's other devices. `reached`: number of these devices. */
  deviceSignalSend: {
    params: z.strictObject({body: z.string().check(z.maxLength(PAIRING_TEXT_MAX))}),
    result: z.object({reached: count()}),
  },
  /** Like `messageSend`, for encrypted messages. */
  sealedSend: {
    params: z.strictObject({
      roomId: RoomId,
      clientMsgId: EntryId,
      sealed: bytes(MESSAGE_TEXT_MAX),
      /** Id of one's previous entry, while it is unacknowledged. */
      afterId: z.optional(EntryId),
    }),
    result: z.object({seq: Seq, sentAtMs: count(), awaits: z.optional(Name)}),
  },
} as const;

export const SEALED_PAGES = {links: LINKS_MAX, epochs: EPOCHS_MAX, boxes: BOXES_MAX} as const;

export const SEALED_EVENTS = {
  /** A message from another device of the same person. */
  deviceSignalReceived: z.object({body: z.string().check(z.maxLength(PAIRING_TEXT_MAX))}),
  /** The devices have changed: one's own, or those of somebody in a shared conversation. */
  accountLinkAdded: z.object({name: Name, n: count()}),
} as const;
