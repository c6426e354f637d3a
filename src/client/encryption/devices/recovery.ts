/** The recovery phrase of twelve words: shown, checked, and used to restore an account without another device. */
import {ChatError} from '../../../shared/errors.ts';
import {ROOT_SIGNER, signLink, type DeviceKeys} from '../../../shared/sealed/accountLink.ts';
import {fromText, toText} from '../../../shared/sealed/primitives/bytes.ts';
import {keysOfPhrase, phraseOfWords, wordsOfPhrase} from '../../../shared/sealed/phrase.ts';
import {recoveryIdOf} from '../../../shared/sealed/accountChain.ts';
import type {Core} from '../../core/core.ts';
import {deviceIn, forgetPhrase, keptPhrase, unwrittenPhrase} from '../ownDevice.ts';
import type {KeySession} from '../session.ts';
import {changeDevices, rotateAll} from './links.ts';

/** The words of the phrase; `undefined` once the person has written them down. */
export async function phraseWords({store}: KeySession): Promise<string[] | undefined> {
  const phrase = unwrittenPhrase(store);
  return phrase === undefined ? undefined : wordsOfPhrase(phrase);
}

/**
 * Checks words that the person typed by their position; if all are right, deletes the phrase from this machine.
 * @returns whether they are right
 */
export async function checkWords(session: KeySession, typed: ReadonlyMap<number, string>): Promise<boolean> {
  const words = await phraseWords(session);
  if (words === undefined) throw new ChatError('phrase-written');
  const isRight = typed.size >= 3 && [...typed].every(([at, word]) => words[at - 1] === word.toLowerCase());
  if (isRight) forgetPhrase(session.store);
  return isRight;
}

export interface RestoredAccount {
  /** Number of devices that were revoked. */
  revoked: number;
  conversations: number;
}

/**
 * Adds this device to the account by its recovery phrase. Unless `keepsOthers`, all other devices are revoked.
 * @throws phrase-wrong, and refusals of the server
 */
export async function restore(
  client: Core,
  session: KeySession,
  {typed, keepsOthers}: {typed: string; keepsOthers: boolean},
): Promise<RestoredAccount> {
  const {name, own, accounts, conversations, isApproved} = session;
  const phrase = await phraseOfWords(typed);
  const before = (await accounts.refresh(name)).at(-1);
  const whose = {serverId: await accounts.serverId(), name};
  const keys = keysOfPhrase(phrase, whose);
  phrase.fill(0);
  if (before === undefined || !before.root.equals(keys.rootPublic)) throw new ChatError('phrase-wrong');
  const mine = deviceIn(own, client.options.deviceName.slice(0, 64), {...whose, root: before.root});
  const withoutOwn = (devices: readonly DeviceKeys[]) => devices.filter(({dev}) => !dev.equals(own.dev));
  const others = withoutOwn(before.devices);
  if (keepsOthers && !isApproved())
    await changeDevices(client, session, {
      type: 'add',
      devices: now => [...withoutOwn(now), mine],
      root: keys.root,
    });
  if (!keepsOthers) await changeDevices(client, session, {type: 'recover', devices: () => [mine], root: keys.root});
  const count = await takeAll(client, session, {id: recoveryIdOf(before.recovery), secret: keys.recoverySecret});
  keys.recoverySecret.fill(0);
  if (!keepsOthers && others.length > 0) await rotateAll(session);
  await conversations.loadAll();
  return {revoked: keepsOthers ? 0 : others.length, conversations: count};
}

/**
 * Restarts the account's keys on this device with a new phrase, for those who have lost all devices and the phrase. Earlier
 * encrypted messages stay unreadable, and others have to compare the keys again. @throws device-approved where this device has
 * keys, login-failed, second-factor-…, chain-taken
 */
export async function restart(
  client: Core,
  {name, own, store, accounts, isApproved}: KeySession,
  proof: {password: string; code?: string | undefined},
): Promise<void> {
  const before = (await accounts.refresh(name)).at(-1);
  if (isApproved() || before === undefined) throw new ChatError('device-approved');
  const whose = {serverId: await accounts.serverId(), name};
  // The phrase is stored before it is used: after a crash the same keys are sent again.
  const keys = keysOfPhrase(keptPhrase(store), whose);
  const link = signLink(
    {
      type: 'restart',
      n: before.n + 1,
      prev: before.head,
      ...whose,
      root: keys.rootPublic,
      recovery: keys.recoveryPublic,
      devices: [deviceIn(own, client.options.deviceName.slice(0, 64), {...whose, root: keys.rootPublic})],
      signer: ROOT_SIGNER,
    },
    keys.root,
  );
  keys.recoverySecret.fill(0);
  await client.line.request('accountLinkAdd', {link: toText(link), ...proof});
  await accounts.refresh(name);
}

/** Opens all keys that were sealed for the recovery phrase. @returns the number of conversations */
async function takeAll(
  client: Core,
  {conversations}: KeySession,
  {id, secret}: {id: string; secret: Buffer},
): Promise<number> {
  const rooms = new Set<number>();
  let after = {roomId: 0, n: 0};
  for (;;) {
    const page = await client.line.request('boxList', {to: id, after});
    for (const {roomId, n, box} of page.boxes) {
      if (!rooms.has(roomId)) await conversations.refresh(roomId).catch(() => undefined);
      rooms.add(roomId);
      await conversations.takeBox(roomId, n, fromText(box), secret).catch(() => undefined);
    }
    const last = page.boxes.at(-1);
    if (!page.hasMore || last === undefined) return rooms.size;
    after = {roomId: last.roomId, n: last.n};
  }
}
