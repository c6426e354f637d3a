/** Everything that one person has others read is counted by its bytes, whichever request brings it. */
import {describe, expect, test} from '@jest/globals';
import {world} from '../support/world.ts';

const LIMITS = {messagesPerMinuteMax: 6_000};

/** How often each code came. */
function countsOf(codes: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const code of codes.map(one => one.split(' ')[0]!)) counts[code] = (counts[code] ?? 0) + 1;
  return counts;
}

describe('the bytes of a sender', () => {
  test('are those of offers, too: of the sealed message, and of the names of a bundle', async () => {
    const made = await world({settings: LIMITS});
    const [ann, bob] = await made.people('ann', 'bob');
    const offer = () => ({roomId: made.lobby, clientMsgId: made.newId(), name: 'a', sizeBytes: 1});
    const sealed = 'A'.repeat(340_000);
    const codes = await Promise.all(Array.from({length: 20}, () => ann!.codeOf('fileOffer', {...offer(), sealed})));
    expect(countsOf(codes)['too-many-requests']).toBe(18);
    // Of a control character JSON makes six bytes.
    const bundle = {files: 8, names: Array.from({length: 8}, () => 'x\u0001'.repeat(100))};
    const named = await Promise.all(Array.from({length: 150}, () => bob!.codeOf('fileOffer', {...offer(), bundle})));
    expect(countsOf(named)).toEqual({ok: expect.any(Number), 'too-many-requests': expect.any(Number)});
  });

  test('are those of what is passed on, not of what was sent instead; nothing of a refused one is kept', async () => {
    const made = await world({settings: LIMITS});
    const [ann] = await made.people('ann');
    const {seq} = await made.say(ann!, made.lobby, 'x\u0001'.repeat(2_000));
    const forward = () =>
      ann!.codeOf('messageSend', {
        roomId: made.lobby,
        clientMsgId: made.newId(),
        kind: 'message',
        text: 'x',
        forwardOf: {roomId: made.lobby, seq},
      });
    const counts = countsOf(await Promise.all(Array.from({length: 100}, forward)));
    expect(counts).toEqual({ok: expect.any(Number), 'too-many-requests': expect.any(Number)});
    const {entries} = await ann!.request('entryList', {roomId: made.lobby, limit: 100});
    expect(entries.filter(entry => 'forwarded' in entry)).toHaveLength(counts['ok']!);
  });
});
