/** All places for transfers taken by a few, and by downloads of what nobody sends. */
import {describe, expect, test} from '@jest/globals';
import {creation, openDownload, PATCH, scene} from '../server/filesSupport.ts';

describe('B45 downloads of files that nobody sends', () => {
  test('by a crowd take no place from anybody', async () => {
    const made = await scene();
    const {one, asAnn, asBob, offer, put} = made;
    const crowd = await Promise.all([1, 2, 3, 4, 5, 6, 7, 8].map(count => one.person(`crowd${count}`)));
    const aborts = new AbortController();
    const {fileId} = await crowd[0]!.request('fileOffer', {
      roomId: one.lobby,
      clientMsgId: one.newId(),
      name: 'never',
      sizeBytes: 5,
    });
    await Promise.all(
      crowd.flatMap(({token}) =>
        Array.from({length: 32}, () =>
          fetch(new URL(`/files/${fileId}`, one.url), {
            headers: {authorization: `Bearer ${token}`},
            signal: aborts.signal,
          }).catch(() => undefined),
        ),
      ),
    );
    const whole = await put('a', Buffer.from('hello'));
    expect((await asBob('GET', `/files/${whole}`)).bytes.toString()).toBe('hello');
    const slow = await offer('b', 3);
    const download = await openDownload(made, slow).catch(() => undefined);
    await asAnn('POST', '/files/', creation(slow, 3));
    await asAnn('PATCH', `/files/${slow}`, {...PATCH, 'upload-offset': '0'}, Buffer.from('abc'));
    const parts: Buffer[] = [];
    for await (const part of download ?? []) parts.push(part as Buffer);
    expect(Buffer.concat(parts).toString()).toBe('abc');
    aborts.abort();
  });
});
