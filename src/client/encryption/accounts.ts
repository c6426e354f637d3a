/** Device chains of accounts as this machine has verified them; a chain is never rolled back. */
import {isFormerMember} from '../../shared/access/loginName.ts';
import {ChatError} from '../../shared/errors.ts';
import {verifyChain, verifyLink, type AccountState} from '../../shared/sealed/accountChain.ts';
import {readLink} from '../../shared/sealed/accountLink.ts';
import {fromText, toText} from '../../shared/sealed/primitives/bytes.ts';
import type {Core} from '../core/core.ts';
import {serially} from '../core/serially.ts';
import {turns} from '../../shared/bounds/turns.ts';
import type {KeyStore} from './keyStore.ts';

export interface Accounts {
  /** The verified states of an account, from the local store; empty when none is stored. */
  known(name: string): readonly AccountState[];
  /**
   * Fetches new links of the chain and verifies them; empty when the account has no keys. Links of one's own account that the
   * server has lost are sent to it again.
   * @throws user-not-found, chain-old, chain-forked, not-genuine
   */
  refresh(name: string): Promise<readonly AccountState[]>;
  isVerified(name: string): boolean;
  /** Whether the account restarted its keys after this person had verified them. */
  isBroken(name: string): boolean;
  /** Marks this root key as verified; `undefined` removes the mark. */
  setVerified(name: string, root: Buffer | undefined): void;
  /** The server's id, which is part of every chain. @throws errors of the request */
  serverId(): Promise<Buffer>;
}

interface Hooks {
  /**
   * Called when devices were added or removed, or with `isOther` when the keys were restarted; with both counts 0 when the
   * account is seen for the first time.
   */
  onChanged: (name: string, change: {added: number; removed: number; isOther: boolean}) => void;
}

const PAGES_MAX = 50;
const SERVER = 'server';

export function openAccounts(client: Core, store: KeyStore, {onChanged}: Hooks): Accounts {
  const {rows} = store;
  const states = new Map<string, readonly AccountState[]>();
  let ownServerId = store.secret(SERVER);

  const known = (name: string): readonly AccountState[] => {
    const remembered = states.get(name);
    if (remembered !== undefined) return remembered;
    const links = ownServerId === undefined ? [] : rows.linksOf(name);
    const verified = links.length === 0 ? [] : verifyChain(links, {serverId: ownServerId ?? Buffer.alloc(0), name});
    states.set(name, verified);
    return verified;
  };
  /** Fetches all links after number `afterN`. */
  const fetch = async (name: string, afterN: number): Promise<Buffer[]> => {
    const links: Buffer[] = [];
    for (let pages = 0; pages < PAGES_MAX; pages++) {
      const after = afterN + links.length;
      const page = await client.line.request('accountLinkList', {name, ...(after >= 0 && {afterN: after})});
      pinServer(fromText(page.serverId, 16));
      links.push(...page.links.map(link => fromText(link)));
      if (!page.hasMore || page.links.length === 0) return links;
    }
    return links;
  };
  const pinServer = (serverId: Buffer) => {
    if (ownServerId === undefined) {
      ownServerId = serverId;
      store.putSecret(SERVER, serverId);
    }
    if (!ownServerId.equals(serverId)) throw new ChatError('not-genuine', 'server');
  };
  const keep = async (
    name: string,
    links: readonly Buffer[],
    before: readonly AccountState[],
  ): Promise<readonly AccountState[]> => {
    if (links.length === 0) return before;
    const whose = {serverId: ownServerId ?? Buffer.alloc(0), name};
    const all = [...before];
    const yielding = turns();
    for (const link of links) {
      all.push(verifyLink(all.at(-1), link, whose));
      await yielding();
    }
    rows.together(() => {
      for (const [index, link] of links.entries()) rows.putLink(name, before.length + index, link);
    });
    states.set(name, all);
    const [old, now] = [before.at(-1), all.at(-1)];
    if (old === undefined) onChanged(name, {added: 0, removed: 0, isOther: false});
    else if (old.era !== now?.era) onChanged(name, {added: 0, removed: 0, isOther: true});
    else {
      const ids = (state: AccountState | undefined) => new Set(state?.devices.map(({dev}) => dev.toString('hex')));
      const [was, is] = [ids(old), ids(now)];
      const added = [...is].filter(dev => !was.has(dev)).length;
      const removed = [...was].filter(dev => !is.has(dev)).length;
      if (added + removed > 0) onChanged(name, {added, removed, isOther: false});
    }
    return all;
  };

  /** Sends the missing links of one's own chain again when the server has lost them, as after restoring a backup. */
  const sendAgain = async (name: string): Promise<void> => {
    const own = rows.linksOf(name);
    const kept = await fetch(name, -1);
    if (kept.some((link, n) => own[n]?.equals(link) !== true)) return;
    try {
      for (const link of own.slice(kept.length)) await client.line.request('accountLinkAdd', {link: toText(link)});
    } catch (error) {
      // Links that the server refuses stay missing there.
      if (!(error instanceof ChatError) || error.canRetry) throw error;
    }
  };

  const isBroken = (name: string): boolean => {
    const verified = rows.verifiedOf(name);
    if (verified === undefined) return false;
    const all = known(name);
    // A root key that was replaced by the previous root key stays verified: both are in the same era.
    return all.find(({root}) => root.equals(verified))?.era !== all.at(-1)?.era;
  };

  return {
    known,
    refresh: serially(async name => {
      // A deleted account has no chain under its placeholder name: its signatures name the account's former name.
      if (isFormerMember(name)) throw new ChatError('user-not-found', name);
      const before = known(name);
      const last = before.at(-1);
      // The last known link is requested again, so that a replaced link is noticed at once.
      const afterN = last === undefined ? -1 : last.n - 1;
      let links = await fetch(name, afterN);
      if (last !== undefined && links.length === 0 && name === client.getState().me?.name) {
        await sendAgain(name);
        links = await fetch(name, afterN);
      }
      if (last === undefined) return links.length === 0 ? [] : keep(name, links, []);
      const [same, ...more] = links;
      // A restart also continues the known chain: a different chain is not genuine.
      if (same === undefined) throw new ChatError('chain-old', `@${name}`);
      if (!readLink(same).hash.equals(last.head)) throw new ChatError('chain-forked', `@${name}`);
      return keep(name, more, before);
    }),
    isVerified: name => rows.verifiedOf(name) !== undefined && !isBroken(name),
    isBroken,
    setVerified: (name, root) => rows.setVerified(name, root),
    async serverId() {
      if (ownServerId === undefined) await fetch(client.getState().me?.name ?? '', -1);
      if (ownServerId === undefined) throw new ChatError('bad-answer', 'accountLinkList');
      return ownServerId;
    },
  };
}
