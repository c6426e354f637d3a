/** Checks which statement may follow another: every member must be added by a member, and the server can only remove people. */
import {deviceOf, keyOf, type AccountState} from './accountChain.ts';
import {ZEROS} from './accountLink.ts';
import {refused} from './primitives/bytes.ts';
import {isGrantBy, isLeaveBy, readGrant, readLeave} from './consent.ts';
import {convOf, isStatementBy, MEMBERS_MAX, readStatement, type ReadStatement, type StatedMember} from './statement.ts';

/** The verified state of an account after its link `n`. */
export type AccountsAt = (name: string, n: number) => AccountState | undefined;

export const memberOf = ({members}: Pick<ReadStatement, 'members'>, name: string): StatedMember | undefined =>
  members.find(one => one.name === name);

const namesOf = (members: readonly StatedMember[]): string =>
  members
    .map(({name}) => name)
    .toSorted()
    .join(' ');

/** The account state to which a member's entry refers. @throws not-genuine when the chain does not contain it */
function stateOf(member: StatedMember, accounts: AccountsAt): AccountState {
  const state = accounts(member.name, member.accountN);
  if (state === undefined || !state.head.equals(member.accountHead) || !state.root.equals(member.root))
    throw refused('account');
  return state;
}

/** The member whose device has signed; a device whose account was restarted since is not accepted. @throws not-genuine */
function signerOf(
  signer: Buffer,
  members: readonly StatedMember[],
  accounts: AccountsAt,
  isBy: (key: ReturnType<typeof keyOf>) => boolean,
): string {
  for (const member of members) {
    const state = accounts(member.name, member.accountN);
    const device = state?.head.equals(member.accountHead) === true ? deviceOf(state, signer) : undefined;
    if (device === undefined) continue;
    if (!isBy(keyOf(device.sign))) throw refused('signature');
    return member.name;
  }
  throw refused('device');
}

/** The member whose device has signed the statement; `undefined` if it is no member's. */
export const makerOf = ({members, signer}: ReadStatement, accounts: AccountsAt): string | undefined =>
  members.find(({name, accountN}) => {
    const state = accounts(name, accountN);
    return state !== undefined && deviceOf(state, signer) !== undefined;
  })?.name;

interface Parts {
  before: ReadStatement;
  next: ReadStatement;
  accounts: AccountsAt;
}

function requireAdditions({before, next, accounts}: Parts): void {
  // A direct conversation keeps the same two names: changed keys are shown, and stop those who have verified them.
  if (next.kind === 'direct') return;
  const added = next.members.filter(({name}) => memberOf(before, name) === undefined);
  const changed = next.members.filter(member => {
    const known = memberOf(before, member.name);
    return known !== undefined && !known.root.equals(member.root) && !isRerooted(known, member, accounts);
  });
  const grants = next.grants.map(readGrant);
  for (const {name, root} of [...added, ...changed]) {
    const grant = grants.find(one => one.name === name && one.root.equals(root));
    if (grant === undefined || !grant.conv.equals(before.conv) || !grant.prev.equals(before.hash))
      throw refused('grant');
    const by = signerOf(grant.signer, before.members, accounts, key => isGrantBy(grant, key));
    if (before.adds === 'keepers' && !before.keepers.includes(by)) throw refused('grant');
  }
}

/** Whether the root key was replaced by the previous root key: both states are in the same era of one chain. */
const isRerooted = (known: StatedMember, member: StatedMember, accounts: AccountsAt): boolean => {
  const before = accounts(member.name, known.accountN);
  const after = accounts(member.name, member.accountN);
  return before?.head.equals(known.accountHead) === true && after?.era === before.era;
};

function requireRemovals({before, next, accounts}: Parts, by: string): void {
  const removed = before.members.filter(({name}) => memberOf(next, name) === undefined);
  const leaves = next.leaves.map(readLeave);
  for (const member of removed) {
    const leave = leaves.find(({name}) => name === member.name);
    if (leave !== undefined) {
      if (!leave.conv.equals(before.conv) || !leave.prev.equals(before.hash)) throw refused('leave');
      signerOf(leave.signer, [member], accounts, key => isLeaveBy(leave, key));
    } else if (!before.keepers.includes(by) && !next.serverLeft.includes(member.name)) throw refused('removal');
  }
}

function requireRules({before, next}: Parts, by: string): void {
  const left = before.keepers.filter(name => memberOf(next, name) !== undefined);
  const first = next.members.map(({name}) => name).toSorted()[0] ?? '';
  const wanted = left.length > 0 || before.keepers.length === 0 ? left : [first];
  const isSame = wanted.join(' ') === next.keepers.join(' ') && before.adds === next.adds;
  if (!isSame && !before.keepers.includes(by)) throw refused('keepers');
}

/** Requires a conversation of two people to keep the same two. */
function requireDirect({before, next}: Parts): void {
  if (next.members.length !== 2 || next.keepers.length > 0 || next.serverLeft.length > 0) throw refused('members');
  if (namesOf(before.members) !== namesOf(next.members)) throw refused('members');
}

/**
 * Verifies that the statement may follow `before`; a first statement is checked by itself.
 * @param serverId id of the server
 * @throws not-genuine
 */
export function verifyStatement(
  before: ReadStatement | undefined,
  source: Buffer,
  {accounts, serverId}: {accounts: AccountsAt; serverId: Uint8Array},
): ReadStatement {
  const next = readStatement(source);
  if (next.members.length === 0 || next.members.length > MEMBERS_MAX) throw refused('members');
  if (new Set(next.members.map(({name}) => name)).size !== next.members.length) throw refused('members');
  for (const member of next.members) stateOf(member, accounts);
  const isBy = (key: ReturnType<typeof keyOf>) => isStatementBy(next, key);
  if (before === undefined) {
    if (next.n !== 0 || !next.prev.equals(ZEROS)) throw refused('order');
    const by = signerOf(next.signer, next.members, accounts, isBy);
    const root = memberOf(next, by)?.root ?? ZEROS;
    if (!next.conv.equals(convOf(next.nonce, root, serverId))) throw refused('conversation');
    if (next.kind === 'direct' && (next.members.length !== 2 || next.keepers.length > 0)) throw refused('members');
    return next;
  }
  if (next.n !== before.n + 1 || !next.prev.equals(before.hash) || !next.conv.equals(before.conv))
    throw refused('order');
  if (next.kind !== before.kind) throw refused('type');
  // The signer must be a member of the previous epoch, with a device of the new statement's list.
  const signers = next.members.filter(member => {
    const known = memberOf(before, member.name);
    if (known === undefined) return false;
    // A member who restarted their keys must be let in by somebody else, unless there are only two people.
    return next.kind === 'direct' || known.root.equals(member.root) || isRerooted(known, member, accounts);
  });
  const by = signerOf(next.signer, signers, accounts, isBy);
  for (const member of next.members) {
    const known = memberOf(before, member.name);
    if (known !== undefined && member.accountN < known.accountN) throw refused('account');
  }
  const parts = {before, next, accounts};
  requireAdditions(parts);
  if (next.kind === 'direct') requireDirect(parts);
  else {
    requireRemovals(parts, by);
    requireRules(parts, by);
  }
  return next;
}
