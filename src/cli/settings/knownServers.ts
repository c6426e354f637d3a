/** Known server keys by address, trusted on first use. */
import {existsSync} from 'node:fs';
import {join} from 'node:path';
import {ChatError} from '../../shared/errors.ts';
import {readFingerprint, showFingerprint} from '../../shared/access/fingerprint.ts';
import type {Paths} from './paths.ts';
import {readJson, writePrivate} from './privateFile.ts';

/** `authority`: the certificate is trusted by this machine's authorities, so no key is pinned. */
export type KnownKey = {fingerprint: string} | 'authority';

const AUTHORITY = 'authority';

const knownServersFile = ({clientDir}: Pick<Paths, 'clientDir'>): string => join(clientDir, 'known-servers.json');

/** By address, oldest first. @throws known-servers-damaged */
export function readKnown(paths: Paths): ReadonlyMap<string, KnownKey> {
  const file = knownServersFile(paths);
  const found = readJson(file);
  // A damaged file is an error: treating it as empty would mean to trust any key.
  if (found === undefined ? existsSync(file) : Array.isArray(found)) throw new ChatError('known-servers-damaged', file);
  return new Map(Object.entries(found ?? {}).map(([url, value]) => [url, toKnownKey(value, file)]));
}

function toKnownKey(value: unknown, file: string): KnownKey {
  if (value === AUTHORITY) return AUTHORITY;
  const fingerprint = typeof value === 'string' ? readFingerprint(value) : undefined;
  if (fingerprint === undefined) throw new ChatError('known-servers-damaged', file);
  return {fingerprint};
}

/** @throws known-servers-damaged */
export const knownKeyOf = (paths: Paths, serverUrl: string): KnownKey | undefined => readKnown(paths).get(serverUrl);

/** Stores the key of a server; `undefined` removes it. @throws known-servers-damaged */
export function rememberKey(paths: Paths, serverUrl: string, key: KnownKey | undefined): void {
  const known = new Map(readKnown(paths));
  known.delete(serverUrl);
  if (key !== undefined) known.set(serverUrl, key);
  const texts = [...known].map(([url, one]) => [url, one === AUTHORITY ? AUTHORITY : showFingerprint(one.fingerprint)]);
  writePrivate(knownServersFile(paths), `${JSON.stringify(Object.fromEntries(texts), null, 1)}\n`);
}
