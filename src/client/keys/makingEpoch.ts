/** Another epoch of a conversation: its key, its statement, and a box for everybody who may have the key. */
import {randomBytes} from 'node:crypto';
import {ChatError} from '../../shared/errors.ts';
import {faultPoint} from '../../shared/machine/faultPoint.ts';
import type {Params} from '../../shared/protocol.ts';
import {ZEROS} from '../../shared/sealed/accountLink.ts';
import {makeBox} from '../../shared/sealed/box.ts';
import {toText} from '../../shared/sealed/bytes.ts';
import {KEY_BYTES} from '../../shared/sealed/hashes.ts';
import {signGrant} from '../../shared/sealed/consent.ts';
import {memberOf} from '../../shared/sealed/membership.ts';
import {recipientsOf} from '../../shared/sealed/recipients.ts';
import {
  commitOf,
  convOf,
  NONCE_BYTES,
  signStatement,
  type ConversationKind,
  type ReadStatement,
  type StatedMember,
} from '../../shared/sealed/statement.ts';
import type {Accounts} from './accounts.ts';
import type {KeyStore} from './keyStore.ts';
import type {OwnDevice} from './ownDevice.ts';

interface Parts {
  store: KeyStore;
  own: OwnDevice;
  accounts: Accounts;
  me: string;
  verify: (before: ReadStatement | undefined, statement: Buffer, serverId: Buffer) => ReadStatement;
  keyPlace: (roomId: number, n: number) => string;
}

interface Wanted {
  roomId: number;
  names: readonly string[];
  /** Of two people, or of several. */
  kind: ConversationKind;
  /** The epoch that it follows on. */
  before: ReadStatement | undefined;
}

/** All of it is on disk before it is sent: after a crash the same bytes go again. */
export async function makeEpoch(
  {roomId, names, kind, before}: Wanted,
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
      keepers: [],
      adds: 'all',
      commit: commitOf(key, conv, n),
      grants: before === undefined || kind === 'direct' ? [] : grantsFor(members, before, {own, accounts}),
      leaves: [],
      serverLeft: before === undefined ? [] : goneFrom(before, names),
      nonce,
      signer: own.dev,
    },
    own.signKey,
  );
  const read = verify(before, statement, serverId);
  const recipients = members.flatMap(({name}) => accounts.known(name).slice(-1).flatMap(recipientsOf));
  const boxes: {to: string; box: string}[] = [];
  for (const {id, key: recipient} of recipients) boxes.push({to: id, box: toText(await makeBox(read, key, recipient))});
  const request = {roomId, statement: toText(statement), boxes};
  faultPoint('epoch.beforePut');
  store.rows.putMade(roomId, {n, request: JSON.stringify(request), key: store.seal(keyPlace(roomId, n), key)});
  faultPoint('epoch.afterPut');
  return request;
}

/** Who is in it no more: nobody of them has signed that. */
const goneFrom = (before: ReadStatement, names: readonly string[]): string[] =>
  before.members.map(({name}) => name).filter(name => !names.includes(name));

/** Whoever was not in the epoch before, or has begun anew since, is let in by this device. */
function grantsFor(
  members: readonly StatedMember[],
  before: ReadStatement,
  {own, accounts}: Pick<Parts, 'own' | 'accounts'>,
): Buffer[] {
  const {conv, hash: prev, n} = before;
  return members
    .filter(member => !isStillIn(before, member.name, accounts))
    .map(({name, root}) => signGrant({conv, prev, name, root, historyFrom: n + 1, signer: own.dev}, own.signKey));
}

/** Was in this epoch, with the keys of now or ones that were changed by those. */
export function isStillIn(before: ReadStatement, name: string, accounts: Accounts): boolean {
  const member = memberOf(before, name);
  const states = accounts.known(name);
  return member !== undefined && states[member.accountN]?.era === states.at(-1)?.era;
}
