/** The wire protocol of encryption: the server stores and orders what it cannot read. All bytes are base64url. */
import * as z from 'zod/mini';
import {count, EntryId, Name, Seq, text} from '../fields.ts';
import {RoomId} from '../model.ts';
import {PAIRING_TEXT_MAX} from '../sealed/pairing.ts';

const bytes = (lengthMax: number) => z.string().check(z.regex(/^[A-Za-z0-9_-]*$/), z.maxLength(lengthMax));
/** As text a third longer. */
const LINK_TEXT_MAX = 11_000;
const STATEMENT_TEXT_MAX = 350_000;
const BOX_TEXT_MAX = 1_400;
const MESSAGE_TEXT_MAX = 350_500;
/** Boxes of one request, and of one page. */
const BOXES_MAX = 400;
const LINKS_MAX = 40;
const EPOCHS_MAX = 50;

const done = z.object({});
/** `to`: a device, or the recovery key of an account. */
const box = {to: EntryId, box: bytes(BOX_TEXT_MAX)};
const list = <Row extends z.core.$ZodType>(row: Row, lengthMax: number) => z.array(row).check(z.maxLength(lengthMax));

export const SEALED_REQUESTS = {
  /**
   * Adds a link to one's own chain; idempotent. One that restarts the keys needs a full login: the password, and the code of a
   * second factor where there is one.
   */
  accountLinkAdd: {
    params: z.strictObject({
      link: bytes(LINK_TEXT_MAX),
      password: z.optional(text(1024)),
      code: z.optional(text(64)),
    }),
    result: z.object({n: count()}),
  },
  /** The devices of a person, as they have signed them. `serverId`: id of this server in them. */
  accountLinkList: {
    params: z.strictObject({name: Name, afterN: z.optional(count())}),
    result: z.object({serverId: bytes(22), links: list(bytes(LINK_TEXT_MAX), LINKS_MAX), hasMore: z.boolean()}),
  },
  /** Another key for a conversation, with a box for every device and recovery key of its members. Idempotent. */
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
  /** Keys for devices that came later. Existing boxes stay, except for one's own devices. */
  boxAdd: {
    params: z.strictObject({boxes: list(z.strictObject({roomId: RoomId, n: count(), ...box}), BOXES_MAX)}),
    result: done,
  },
  /** Boxes of one of one's own devices, or of one's recovery key, after a place. */
  boxList: {
    params: z.strictObject({to: EntryId, after: z.optional(z.strictObject({roomId: count(), n: count()}))}),
    result: z.object({
      boxes: list(z.object({roomId: RoomId, n: count(), box: bytes(BOX_TEXT_MAX)}), BOXES_MAX),
      hasMore: z.boolean(),
    }),
  },
  /** Passes a message of `shared/sealed/pairing.ts` to one’s other devices. `reached`: their number. */
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
      /** One's own previous entry, while it is unacknowledged. */
      afterId: z.optional(EntryId),
    }),
    result: z.object({seq: Seq, sentAtMs: count(), awaits: z.optional(Name)}),
  },
} as const;

export const SEALED_PAGES = {links: LINKS_MAX, epochs: EPOCHS_MAX, boxes: BOXES_MAX} as const;

export const SEALED_EVENTS = {
  /** From another device of one’s own. */
  deviceSignalReceived: z.object({body: z.string().check(z.maxLength(PAIRING_TEXT_MAX))}),
  /** The devices changed of somebody with whom one shares a conversation, or one's own. */
  accountLinkAdded: z.object({name: Name, n: count()}),
} as const;
