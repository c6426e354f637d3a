/** Two people between whom files go directly, over a way that can be made bad. */
import {expect} from '@jest/globals';
import {sendFiles} from '../../../src/client/actions/transfer.ts';
import type {ClientOptions} from '../../../src/client/core/core.ts';
import {directProxy, type DirectProxy} from '../../support/machine/directProxy.ts';
import type {Member} from './member.ts';
import {contentOf, downloads, kept, pair, sha256, transfers, type Pair} from '../transfersSupport.ts';

export interface Between extends Pair {
  proxy: DirectProxy;
}

/**
 * A way is looked for again at once. An answer may take as long as a busy machine needs: where nothing else is said, nothing goes
 * over the server meanwhile.
 */
export const WAITS = {directWaits: {againMs: 50, answerMs: 10_000, headStartMs: 30_000}};
/** What may be sent twice at each cut: what was on its way, and what one piece of the disk holds. */
export const CHUNK_BYTES = 2 * 1024 ** 2;

/** Both let their addresses be known; what is between them can be made bad. */
export async function between(options: Partial<ClientOptions> = WAITS): Promise<Between> {
  let proxy: DirectProxy | undefined;
  const made = await pair({}, async url => (proxy = await directProxy(url)).url, options);
  await trust(made);
  return {...made, proxy: proxy!};
}

export async function trust({ann, bob}: Pair): Promise<void> {
  await ann.client.permissions.change('bob', {direct: 'always'});
  await bob.client.permissions.change('ann', {direct: 'always'});
}

export async function offered({ann, bob, roomId, file}: Pair, content: Buffer, name = 'map.bin'): Promise<string> {
  await sendFiles(ann.client, {paths: [await file(name, content)], roomId});
  await bob.sees('the offer', () => transfers(bob).some(one => one.name === name && one.status === 'offered'));
  return transfers(bob).find(one => one.name === name)!.transferId;
}

export const named = (one: Member, name: string) => transfers(one).find(each => each.name === name);

export async function done(one: Member, name = 'map.bin') {
  await one.sees(`${name} whole`, () => named(one, name)?.status === 'done');
  return named(one, name)!;
}

export const fileIn = async ({bob, roomId}: Pair) => (await bob.client.request('fileList', {roomId})).files[0]!;
export const some = (one: Member, bytes = 1) =>
  one.sees('some of it', () => transfers(one).some(({doneBytes}) => doneBytes >= bytes));

export async function isWhole({ann, bob}: Pair, content: Buffer): Promise<void> {
  const {path} = await done(bob);
  await done(ann);
  expect(sha256(await contentOf(path!))).toBe(sha256(content));
  expect(await downloads(bob)).toEqual(['map.bin']);
  expect([...(await kept(ann)), ...(await kept(bob))]).toEqual([]);
}
