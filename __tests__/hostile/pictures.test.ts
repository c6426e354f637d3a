/** Pictures that others send: decoded apart from the screen, within bounds, and shown by what is made of their pixels alone. */
import {describe, expect, test} from '@jest/globals';
import {decode} from '../../src/tui/pictures/decode.ts';
import {openRowPictures} from '../../src/tui/pictures/rowPictures.ts';
import {pictureFormFrom, writtenAs} from '../../src/tui/pictures/pictureForms.ts';
import {halfPng, png} from '../support/stored/pngFile.ts';

const BOX = {boxWidth: 8, boxHeight: 4};
const from64 = (text: string) => new Uint8Array(Buffer.from(text, 'base64'));
/** Sixteen by eight, the left half red, the right one blue. */
const JPEG = from64(
  '/9j/4AAQSkZJRgABAQAAAQABAAD/2wCEABALDA4MChAODQ4SERATGCgaGBYWGDEjJR0oOjM9PDkzODdASFxOQERXRTc4UG1RV19iZ2hnPk1xeXBkeFxlZ2MBERIS' +
    'GBUYLxoaL2NCOEJjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY//AABEIAAgAEAMBEQACEQEDEQH/xAGiAAABBQEBAQEB' +
    'AQAAAAAAAAAAAQIDBAUGBwgJCgsQAAIBAwMCBAMFBQQEAAABfQECAwAEEQUSITFBBhNRYQcicRQygZGhCCNCscEVUtHwJDNicoIJChYXGBkaJSYnKCkqNDU2Nzg5' +
    'OkNERUZHSElKU1RVVldYWVpjZGVmZ2hpanN0dXZ3eHl6g4SFhoeIiYqSk5SVlpeYmZqio6Slpqeoqaqys7S1tre4ubrCw8TFxsfIycrS09TV1tfY2drh4uPk5ebn' +
    '6Onq8fLz9PX29/j5+gEAAwEBAQEBAQEBAQAAAAAAAAECAwQFBgcICQoLEQACAQIEBAMEBwUEBAABAncAAQIDEQQFITEGEkFRB2FxEyIygQgUQpGhscEJIzNS8BVi' +
    'ctEKFiQ04SXxFxgZGiYnKCkqNTY3ODk6Q0RFRkdISUpTVFVWV1hZWmNkZWZnaGlqc3R1dnd4eXqCg4SFhoeIiYqSk5SVlpeYmZqio6Slpqeoqaqys7S1tre4ubrC' +
    'w8TFxsfIycrS09TV1tfY2dri4+Tl5ufo6ery8/T19vf4+fr/2gAMAwEAAhEDEQA/AMWvLPvDHr9QPzk//9k=',
);
const GIF = from64(
  'R0lGODlhEAAIAIAAAP8AAAAA/yH/C05FVFNDQVBFMi4wAwEAAAAh+QQACgAAACwAAAAAEAAIAAACE4RvoauIzNyBSyYaLMDZcv15WAEAIfkEAAoAAAAsAAAAABAACAAA' +
    'AhOMb6CriMzcgUsmCmzA2XL9eVgBADs=',
);
const WEBP = from64('UklGRiYAAABXRUJQVlA4TBkAAAAvD8ABAA8Q87//8x8OxILJ/KU7U4jof+QAAA==');
const LOSSY = from64(
  'UklGRj4AAABXRUJQVlA4IDIAAACQAQCdASoQAAgAAoBCJaACdLoAA5gA/vJ///rVf/+Fa/7sF2B/6rP/vYEh/72A9wAAAA==',
);

const PNG = halfPng(16, 8);
/** Of a file that moves: its first picture in a chunk of its own. */
const MOVING = (() => {
  const frame = Buffer.concat([Buffer.alloc(16), WEBP.subarray(12)]);
  const anmf = Buffer.concat([Buffer.from('ANMF'), Buffer.alloc(4), frame]);
  anmf.writeUInt32LE(frame.length, 4);
  const canvas = Buffer.concat([Buffer.from('VP8X'), Buffer.from([10, 0, 0, 0, 2, 0, 0, 0, 15, 0, 0, 7, 0, 0])]);
  const anim = Buffer.concat([Buffer.from('ANIM'), Buffer.from([6, 0, 0, 0, 0, 0, 0, 0, 0, 0])]);
  const body = Buffer.concat([Buffer.from('WEBP'), canvas, anim, anmf]);
  const head = Buffer.from('RIFF\0\0\0\0');
  head.writeUInt32LE(body.length, 4);
  return new Uint8Array(Buffer.concat([head, body]));
})();

const why = (bytes: Uint8Array): Promise<string> =>
  decode({bytes, ...BOX}).then(
    ({width, height}) => `${width}×${height}`,
    (error: unknown) => String((error as Error).message).replace(/^.*taken: (.*)\. Use.*$/, '$1'),
  );

/** Pictures in the rows of a chat, whose bytes these are. */
function inChat(bytesFor: (fileId: string) => Uint8Array | undefined | Error) {
  const asked: string[] = [];
  let changes = 0;
  let decoded: ReturnType<typeof decode> | undefined;
  const pictures = openRowPictures({
    depth: '256',
    // The same picture many times.
    decode: work => (work.bytes === PNG ? (decoded ??= decode(work)) : decode(work)),
    bytesOf({fileId}) {
      asked.push(fileId);
      const answer = bytesFor(fileId);
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    },
    onChanged: () => changes++,
  });
  const rowsOf = (fileId: string, name = 'a.png', columns = 40, isWhole = true) =>
    pictures.current.rowsOf({fileId, roomId: 1, name, sizeBytes: 10, isWhole}, columns, 6);
  return {asked, pictures, rowsOf, changed: (count: number) => settled(() => changes < count)};
}
const settled = async (isOpen: () => boolean): Promise<void> => {
  while (isOpen()) await new Promise(resolve => setTimeout(resolve, 1));
};
// eslint-disable-next-line no-control-regex -- Colours are not counted.
const withoutColours = (row: string) => row.replaceAll(/\u001B\[[\d;]*m/g, '');

describe('B184 pictures of others', () => {
  test.each([
    ['PNG', PNG],
    ['JPEG', JPEG],
    ['GIF that moves', GIF],
    ['WebP', WEBP],
    ['WebP with losses', LOSSY],
    ['WebP that moves', MOVING],
  ])('as %s become the pixels that were asked for, the first picture of it', async (_title, bytes) => {
    const {width, height, pixels} = await decode({bytes, ...BOX});
    expect([width, height, pixels.width, pixels.height]).toEqual([16, 8, 8, 4]);
    const [left = [], right = []] = [0, 7].map(x => Array.from(pixels.data.subarray(x * 4, x * 4 + 4)));
    expect(left[0]! > 180 && left[2]! < 80 && left[3] === 255).toBe(true);
    expect(right[0]! < 80 && right[2]! > 180 && right[3] === 255).toBe(true);
  });

  test('that lie, explode, end early or are nothing are refused with a sentence, and what is thin is shown', async () => {
    const lying = Uint8Array.from(PNG);
    new DataView(lying.buffer).setUint32(16, 65_000);
    new DataView(lying.buffer).setUint32(20, 65_000);
    const gifLies = Uint8Array.from(GIF);
    gifLies.set([255, 255, 255, 255], 6);
    const jpegLies = Uint8Array.from(JPEG);
    const frame = Buffer.from(JPEG).indexOf(Buffer.from([0xff, 0xc0]));
    jpegLies.set([255, 255, 255, 255], frame + 5);
    const webpLies = Uint8Array.from(WEBP);
    webpLies.set([255, 255, 255, 15], 21);
    expect(await why(lying)).toMatch(/65000 × 65000 pixels, which are too many/);
    expect(await why(gifLies)).toMatch(/too many/);
    expect(await why(jpegLies)).toMatch(/too many/);
    expect(await why(webpLies)).toMatch(/too many|damaged/);
    // A hundred megabytes out of a hundred kilobytes, for eight pixels.
    expect(await why(png(4, 2, Buffer.alloc(100_000_000)))).toBe('it is damaged');
    expect(await why(png(4, 2, Buffer.alloc(100_000_000), true))).toBe('it is damaged');
    for (const bytes of [PNG, JPEG, GIF, WEBP, MOVING])
      expect(await why(bytes.subarray(0, Math.floor(bytes.length * 0.6)))).toMatch(/damaged|nothing|takes too|16×8/);
    expect(await why(new Uint8Array())).toMatch(/neither PNG/);
    expect(await why(from64('PHN2Zy8+'))).toMatch(/neither PNG/);
    expect(await why(png(100_000, 1, Buffer.concat([Buffer.from([0]), Buffer.alloc(300_000)])))).toBe('100000×1');
  });

  test('are one at a time, and few wait', async () => {
    const all = await Promise.all(Array.from({length: 11}, () => why(PNG)));
    expect(all.slice(0, 9)).toEqual(Array.from({length: 9}, () => '16×8'));
    expect(all.slice(9)).toEqual(['other pictures are being looked at', 'other pictures are being looked at']);
  });

  test('in the chat are cells: one is had at a time, the newest of those in sight first, and few are kept', async () => {
    const {asked, pictures, rowsOf, changed} = inChat(() => PNG);
    // As many as somebody scrolls past; of those that wait the newest are left.
    for (let at = 0; at < 40; at++) expect(rowsOf(`f${at}`)).toEqual([]);
    expect(rowsOf('text', 'a.txt')).toEqual([]);
    await changed(9);
    expect(asked).toEqual(['f0', ...Array.from({length: 8}, (_, at) => `f${39 - at}`)]);
    const rows = rowsOf('f39');
    expect(rows.map(withoutColours)).toEqual(Array.from({length: 4}, () => '▀'.repeat(16)));
    // Nothing is made twice; where there are fewer columns it is narrower.
    expect(rowsOf('f39')).toBe(rows);
    expect(rowsOf('f39', 'a.png', 8).map(withoutColours)).toEqual(['▀'.repeat(8), '▀'.repeat(8)]);
    for (let at = 0; at < 50; at++) {
      rowsOf(`g${at}`);
      await changed(10 + at);
    }
    expect(rowsOf('f39')).toEqual([]);
    pictures.close();
  });

  test('in the chat of which more are in sight than are kept do not take turns for ever', async () => {
    const {asked, pictures, rowsOf} = inChat(() => PNG);
    const inSight = Array.from({length: 60}, (_, at) => `f${at}`);
    let shown = 0;
    for (let frames = 0; shown < inSight.length && frames < 300; frames++) {
      shown = inSight.filter(fileId => rowsOf(fileId).length > 0).length;
      await settled(() => pictures.isBusy());
    }
    expect(inSight.filter(fileId => rowsOf(fileId).length === 0)).toEqual([]);
    expect(asked.length).toBeLessThan(120);
    pictures.close();
  });

  test('in the chat that cannot be had, or are none, are not asked for again and again', async () => {
    const answers: Record<string, Uint8Array | undefined | Error> = {
      'not here': undefined,
      broken: from64('AAAA'),
      away: new Error('no connection'),
    };
    const {asked, pictures, rowsOf, changed} = inChat(fileId => answers[fileId]);
    for (let times = 0; times < 6; times++)
      for (const fileId of Object.keys(answers)) {
        const before = asked.length;
        rowsOf(fileId);
        // Whatever becomes of it, the next one has its turn.
        if (asked.length > before) await settled(() => pictures.isBusy());
      }
    const times = (fileId: string) => asked.filter(one => one === fileId).length;
    expect([times('not here'), times('broken'), times('away')]).toEqual([1, 1, 3]);
    // It was taken meanwhile.
    answers['not here'] = PNG;
    pictures.renew('not here');
    await changed(1);
    rowsOf('not here');
    await changed(2);
    expect(rowsOf('not here')).toHaveLength(4);
    pictures.close();
  });

  test('in the chat that are still on their way are asked for once more when they are whole', async () => {
    let bytes: Uint8Array | undefined;
    const {asked, pictures, rowsOf, changed} = inChat(() => bytes);
    for (let times = 0; times < 3; times++) {
      expect(rowsOf('f', 'a.png', 40, false)).toEqual([]);
      await settled(() => pictures.isBusy());
    }
    expect(asked).toEqual(['f']);
    bytes = PNG;
    rowsOf('f');
    await changed(1);
    expect(rowsOf('f')).toHaveLength(4);
    pictures.close();
  });

  test('reach the terminal as numbers, base64 and half blocks, in each form', async () => {
    const {pixels} = await decode({bytes: PNG, ...BOX});
    const kitty = writtenAs('kitty', pixels, '256');
    // eslint-disable-next-line no-control-regex -- Sequences are what is looked for.
    expect(kitty.sequence).toMatch(/^(?:\u001B_G[a-zA-Z\d=,]*;[\w+/=]*\u001B\\)+$/);
    // eslint-disable-next-line no-control-regex -- Sequences are what is looked for.
    expect(writtenAs('iterm', pixels, '256').sequence).toMatch(
      /^\u001B\]1337;File=inline=1;[a-z\d=;]*:[\w+/=]*\u0007$/,
    );
    // eslint-disable-next-line no-control-regex -- Sequences are what is looked for.
    expect(writtenAs('sixel', pixels, '256').sequence).toMatch(/^\u001BPq"[\d;]*[#\d;!$?-~-]*\u001B\\$/);
    const blocks = writtenAs('blocks', pixels, '256');
    expect(blocks.rows).toHaveLength(2);
    // eslint-disable-next-line no-control-regex -- Colours are not counted.
    expect(blocks.rows[0]?.replaceAll(/\u001B\[[\d;]*m/g, '')).toBe('▀'.repeat(8));
    expect(blocks.rows[0]).toContain('38;5;196');
  });

  test('are shown as the terminal says that it can, and as blocks through tmux', () => {
    const forms = [
      {TERM: 'xterm-kitty'},
      {TERM_PROGRAM: 'iTerm.app'},
      {TERM_PROGRAM: 'WezTerm'},
      {TERM: 'foot'},
      {TERM: 'xterm'},
    ];
    expect(forms.map(env => pictureFormFrom(env, undefined))).toEqual(['kitty', 'iterm', 'iterm', 'sixel', 'blocks']);
    expect(pictureFormFrom({TERM: 'xterm-kitty'}, 'tmux')).toBe('blocks');
  });
});
