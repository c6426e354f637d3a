/** Encrypts a file for an encrypted conversation into a copy, which is sent in its place. */
import {createHash} from 'node:crypto';
import {newFileKey, sealFile} from '../../../shared/sealed/file.ts';
import {removeCopy, withCopy, type CopyOptions} from './copy.ts';
import {bytesOf} from './bundle.ts';
import type {Source} from './source.ts';

/** @throws file-too-large, file-changed, file-missing, file-unreadable, file-unwritable */
export async function sealedCopy(source: Source, options: CopyOptions): Promise<Source> {
  // The size must be known before encryption, because of the padding.
  const whole = await withCopy(source, options);
  const {name, sizeBytes, bundle} = whole;
  const key = await newFileKey();
  const hash = createHash('sha256');
  async function* content(): AsyncGenerator<Uint8Array> {
    for await (const chunk of await sealFile(bytesOf(whole), sizeBytes, key)) {
      hash.update(chunk);
      yield chunk;
    }
  }
  try {
    const sealed = await withCopy({...whole, content}, options);
    const opening = {identity: key.identity, sizeBytes, sha256: hash.digest('hex')};
    return {...sealed, name, ...(bundle && {bundle}), sealed: {...opening, ...(bundle && {bundle})}};
  } finally {
    removeCopy(whole);
  }
}
