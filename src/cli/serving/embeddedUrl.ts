/**
 * The address that an embedded server had the last time: it takes it again, so that logins, which are kept by address, stay good.
 */
import {join} from 'node:path';
import {parseAddress} from '../../shared/address.ts';
import {readJson, writePrivate} from '../settings/privateFile.ts';

const fileIn = (dataDir: string) => join(dataDir, 'embedded.json');

export const rememberUrl = (dataDir: string, url: string): void =>
  writePrivate(fileIn(dataDir), `${JSON.stringify({url: parseAddress(url).serverUrl})}\n`);

/** `undefined` when there was none yet. */
export function lastUrlOf(dataDir: string): string | undefined {
  const url = readJson(fileIn(dataDir))?.url;
  return typeof url === 'string' && /^https?:\/\/[^/]+:\d+$/.test(url) ? url : undefined;
}
