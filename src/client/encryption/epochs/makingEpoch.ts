/** Builds an epoch: its key, its statement, and a box with the key for every recipient. */
import {randomBytes} from 'node:crypto';
import {ChatError} from '../../../shared/errors.ts';
import {faultPoint} from '../../../shared/machine/faultPoint.ts';
import type {Params} from '../../../shared/protocol.ts';
import {ZEROS} from '../../../shared/sealed/accountLink.ts';
import {commitOf, makeBox} from '../../../shared/sealed/primitives/box.ts';
import {fromText, toText} from '../../../shared/sealed/primitives/bytes.ts';
import {KEY_BYTES} from '../../../shared/sealed/primitives/hashes.ts';
import {deviceOf, keyOf, recipientsOf} from '../../../shared/sealed/accountChain.ts';
import {isLeaveBy, readLeave, signGrant} from '../../../shared/sealed/consent.ts';
import {memberOf} from '../../../shared/sealed/membership.ts';
import {
  convOf,
  MEMBERS_MAX,
  NONCE_BYTES,
  signStatement,
  type Adds,
  type ConversationKind,
  type ReadStatement,
  type StatedMember,
} from '../../../shared/sealed/statement.ts';
import type {Accounts} from '../accounts.ts';
import type {KeyStore} from '../keyStore.ts';
import type {OwnDevice} from '../ownDevice.ts';

/** Maximum number of devices and recovery phrases of one epoch: their boxes must fit into one request. */
const RECIPIENTS_MAX = 400;

export interface Epoch {
  statement: ReadStatement;
  /** Seq of the epoch's entry; its messages have greater seqs. */
  seq: number;
  /** Absent when this device does not have the key. */
  key?: Buffer;
}

export interface SealedConversation {
  roomId: number;
  conv: Buffer;
  epochs: readonly Epoch[];
}

interface Parts {
  store: KeyStore;
  own: OwnDevice;
  accounts: Accounts;
  me: string;
  verify: (before: ReadStatement | undefined, statement: Buffer, serverId: Buffer) => ReadStatement;
  keyPlace: (roomId: number, n: number) => string;
}

export interface WantedEpoch {
  roomId: number;
  names: readonly string[];
  /** Two people (`direct`), or a group or room (`room`). */
  kind: ConversationKind;
  /** The statement of the previous epoch; `undefined` for the first one. */
  before: ReadStatement | undefined;
  change: EpochMemberChange;
  /** Leave statements, each signed by the member who has left. */
  leaves: readonly Buffer[];
}

/** A change of the conversation's members by a person. */
export interface EpochMemberChange {
  /** People let in, also if they were not in the previous epoch or have restarted their keys: this person vouches for them. */
  letsIn?: readonly string[];
  /** People removed, by a keeper. */
  removes?: readonly string[];
  /** The members who may remove others. */
  keepers?: readonly string[];
  /** The members who may let others in. */
  adds?: Adds;
  /** New members can also read earlier messages. */
  givesHistory?: boolean;
}

/** Signs the next epoch and stores the request before it is sent, so that after a crash the same bytes are sent again. */
export async function makeEpoch(
  {roomId, names, kind, before, change, leaves}: WantedEpoch,
  {store, own, accounts, me, verify, keyPlace}: Parts,
): Promise<Params<'epochAdd'>> {
  const members = names.map(name => {
    const state = accounts.known(name).at(-1);
    if (state === undefined) throw new ChatError('encrypt-impossible', `@${name}`);
    return {name, root: state.root, accountN: state.n, accountHead: state.head};
  });
  const key = randomBytes(KEY_BYTES);
  const nonce = before?.nonce ?? randomBytes(NONCE_BYTES);
  const root = accounts.known(me).at(-1)?.root ?? ZEROS;
  const serverId = await accounts.serverId();
  const conv = before?.conv ?? convOf(nonce, root, serverId);
  const n = (before?.n ?? -1) + 1;
  const statement = signStatement(
    {
      conv,
      n,
      prev: before?.hash ?? ZEROS,
      kind,
      members,
      keepers: keepersOf(names, before, change),
      adds: change.adds ?? before?.adds ?? 'all',
      commit: commitOf(key, conv, n),
      grants: before === undefined || kind === 'direct' ? [] : grantsFor(members, before, {own, accounts, change}),
      leaves,
      serverLeft: before === undefined ? [] : goneFrom(before, {names, change, leaves}),
      nonce,
      signer: own.dev,
    },
    own.signKey,
  );
  const read = verify(before, statement, serverId);
  const recipients = members.flatMap(({name}) => accounts.known(name).slice(-1).flatMap(recipientsOf));
  if (recipients.length > RECIPIENTS_MAX || members.length > MEMBERS_MAX)
    throw new ChatError('room-keys-many', String(MEMBERS_MAX));
  const boxes: {to: string; box: string}[] = [];
  for (const {id, key: recipient} of recipients) boxes.push({to: id, box: toText(await makeBox(read, key, recipient))});
  const request = {roomId, statement: toText(statement), boxes};
  faultPoint('epoch.beforePut');
  store.rows.putMade(roomId, {n, request: JSON.stringify(request), key: store.seal(keyPlace(roomId, n), key)});
  faultPoint('epoch.afterPut');
  return request;
}

/** Members missing from the next epoch who signed no leave and were not removed by a keeper. */
function goneFrom(
  before: ReadStatement,
  {names, change, leaves}: Pick<WantedEpoch, 'names' | 'change' | 'leaves'>,
): string[] {
  const signed = new Set([...names, ...(change.removes ?? []), ...leaves.map(leave => readLeave(leave).name)]);
  return before.members.map(({name}) => name).filter(name => !signed.has(name));
}

/** The next epoch's keepers. A room with keepers keeps at least one: if all are gone, the first member by name. */
function keepersOf(
  names: readonly string[],
  before: ReadStatement | undefined,
  {keepers}: EpochMemberChange,
): string[] {
  const wanted = (keepers ?? before?.keepers ?? []).filter(name => names.includes(name));
  if (wanted.length > 0 || (before?.keepers ?? []).length === 0) return wanted.toSorted();
  return names.toSorted().slice(0, 1);
}

/** Checks a signed leave against this epoch. @returns its bytes; `undefined` when it is invalid */
export function leaveAfter(before: ReadStatement, name: string, text: string, accounts: Accounts): Buffer | undefined {
  try {
    const bytes = fromText(text);
    const leave = readLeave(bytes);
    const member = memberOf(before, name);
    const state = member && accounts.known(name)[member.accountN];
    const device = state && deviceOf(state, leave.signer);
    const isRight = leave.name === name && leave.conv.equals(before.conv) && leave.prev.equals(before.hash);
    return isRight && device !== undefined && isLeaveBy(leave, keyOf(device.sign)) ? bytes : undefined;
  } catch (error) {
    // An invalid leave is ignored: the member then counts as gone by the server's word.
    if (error instanceof ChatError) return undefined;
    throw error;
  }
}

/** Grants of this device for members that are new or have restarted their keys. */
function grantsFor(
  members: readonly StatedMember[],
  before: ReadStatement,
  {own, accounts, change}: Pick<Parts, 'own' | 'accounts'> & Pick<WantedEpoch, 'change'>,
): Buffer[] {
  const {conv, hash: prev, n} = before;
  return members
    .filter(member => !isStillIn(before, member.name, accounts))
    .map(({name, root}) => {
      const isNew = memberOf(before, name) === undefined;
      const historyFrom = isNew && change.givesHistory === true ? 0 : n + 1;
      return signGrant({conv, prev, name, root, historyFrom, signer: own.dev}, own.signKey);
    });
}

/** Whether a member has since revoked a device or replaced the root key: that device still has the epoch's key. */
export const hasShrunk = ({members}: Pick<ReadStatement, 'members'>, accounts: Pick<Accounts, 'known'>): boolean =>
  members.some(({name, accountN}) => {
    const states = accounts.known(name);
    return states.slice(accountN + 1).some((state, index) => {
      const before = states[accountN + index];
      const isRootSame = before?.root.equals(state.root) === true;
      return !isRootSame || before.devices.some(({dev}) => !state.devices.some(other => other.dev.equals(dev)));
    });
  });

/** Whether a person is a member of this epoch with the same keys, or keys that continue them (same era). */
export function isStillIn(before: ReadStatement, name: string, accounts: Accounts): boolean {
  const member = memberOf(before, name);
  const states = accounts.known(name);
  return member !== undefined && states[member.accountN]?.era === states.at(-1)?.era;
}
