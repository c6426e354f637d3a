/** Searching, over real connections: what is found, by whom, what leaves the index, and what is asked with ill intent. */
import {describe, expect, test} from '@jest/globals';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {DatabaseSync} from 'node:sqlite';
import type {SearchAsked, SearchFound, SearchHit} from '../../src/shared/search/search.ts';
import {world, type Person} from '../support/world.ts';

const textOf = ({entry}: SearchHit): string => ('text' in entry ? entry.text : entry.kind === 'file' ? entry.name : '');
const textsOf = (found: SearchFound): string[] => found.hits.map(textOf);
const search = (person: Person, words: string, more: Partial<SearchAsked> = {}) =>
  person.request('messageSearch', {words, ...more});
const found = async (person: Person, words: string, more: Partial<SearchAsked> = {}) =>
  textsOf(await search(person, words, more));
const markedIn = (hit: SearchHit | undefined): string[] =>
  (hit?.marks ?? []).map(({at, length}) => textOf(hit!).slice(at, at + length));

async function withTexts(...texts: readonly string[]) {
  const chat = await world();
  const [ann, bob] = await chat.people('ann', 'bob');
  for (const text of texts) await chat.say(ann!, chat.lobby, text);
  return {chat, ann: ann!, bob: bob!};
}

describe('words', () => {
  const SAID = [
    'Le café',
    'one two',
    'the big bad wolf',
    "I don't know",
    'look at src/main.ts:12',
    '東京都に行く',
    'สวัสดีครับ',
    '我在北京工作',
    '저는서울에서일합니다',
    'ฉันรักประเทศไทยมาก',
  ] as const;
  const CASES: readonly (readonly [
    what: string,
    words: string,
    texts: readonly string[],
    marked: readonly string[],
  ])[] = [
    ['one word, whatever its case and accents', 'CAFE', ['Le café'], ['café']],
    ['several words in any order', 'two one', ['one two'], ['one', 'two']],
    ['a phrase', '"big bad wolf"', ['the big bad wolf'], ['big bad wolf']],
    ['a phrase is not its words', '"bad big"', [], []],
    ['a beginning', 'wol*', ['the big bad wolf'], ['wolf']],
    ['a word that has signs in it', "don't", ["I don't know"], ["don't"]],
    ['a path', 'src/main.ts', ['look at src/main.ts:12'], ['src/main.ts']],
    ['two letters of a script without spaces', '京都', ['東京都に行く'], ['京都']],
    ['one letter of it', '都', ['東京都に行く'], ['都']],
    ['three letters', '東京都', ['東京都に行く'], ['東京都']],
    ['Thai', 'สวัสดี', ['สวัสดีครับ'], ['สวัสดี']],
    ['two letters in the middle of a long run', '北京', ['我在北京工作'], ['北京']],
    ['two that no word begins with', '京工', ['我在北京工作'], ['京工']],
    ['Hangul in the middle', '에서', ['저는서울에서일합니다'], ['에서']],
    ['Thai in the middle', 'ไทย', ['ฉันรักประเทศไทยมาก'], ['ไทย']],
    ['quotes that are not closed', '"big bad', ['the big bad wolf'], ['big bad']],
    ['what nobody said', 'nothing', [], []],
  ];

  test('are found as they are meant, and marked where they stand', async () => {
    const {bob} = await withTexts(...SAID);
    for (const [what, words, expected, marked] of CASES) {
      const {hits, behind} = await search(bob, words);
      expect([what, hits.map(textOf), markedIn(hits[0]), behind]).toEqual([what, expected, marked, 0]);
    }
  });

  test('where nothing has all letters, one letter may differ in a script without spaces, and that is said', async () => {
    const {bob} = await withTexts('東京タワーに行く', '大阪城');
    for (const typed of ['東京ダワー', '東京タワ一', '来京タワー', '東タワー', '東京タワワー'])
      expect([typed, await search(bob, typed)]).toMatchObject([
        typed,
        {isNear: true, hits: [{entry: {text: '東京タワーに行く'}}]},
      ]);
    expect(await search(bob, '名古屋駅')).toMatchObject({hits: []});
  });

  test('a long text is cut around what was found', async () => {
    const {bob} = await withTexts(`${'before '.repeat(200)}needle ${'after '.repeat(200)}`);
    const {hits} = await search(bob, 'needle');
    expect(textOf(hits[0]!)).toMatch(/^…before .*needle after .*…$/);
    expect(textOf(hits[0]!).length).toBeLessThanOrEqual(302);
    expect(markedIn(hits[0])).toEqual(['needle']);
  });
});

describe('what is searched', () => {
  test('by sender, room, time and what is in it; the newest first, or the best', async () => {
    const {chat, ann, bob} = await withTexts('tea at four', 'see https://tea.example for tea');
    const {roomId} = await bob.request('roomCreate', {name: 'kitchen', isPrivate: false});
    chat.clock.turn(60_000);
    const sentAtMs = (await chat.say(bob, roomId, 'a long story in which at some time somebody had a cup of tea'))
      .sentAtMs;
    await chat.say(bob, roomId, 'run `make tea`');
    await bob.request('fileOffer', {roomId, clientMsgId: chat.newId(), name: 'tea list.pdf', sizeBytes: 3});
    const all = ['tea list.pdf', 'run `make tea`', 'a long story in which at some time somebody had a cup of tea'];
    expect(await found(bob, 'tea')).toEqual([...all, 'see https://tea.example for tea', 'tea at four']);
    expect(await found(bob, 'tea', {from: 'ann'})).toEqual(['see https://tea.example for tea', 'tea at four']);
    expect(await found(bob, 'tea', {roomId})).toEqual(all);
    expect(await found(bob, 'tea', {afterMs: sentAtMs})).toEqual(all);
    expect(await found(bob, 'tea', {beforeMs: sentAtMs})).toEqual(['see https://tea.example for tea', 'tea at four']);
    expect(await found(bob, 'tea', {has: ['link']})).toEqual(['see https://tea.example for tea']);
    expect(await found(bob, 'tea', {has: ['code']})).toEqual(['run `make tea`']);
    expect(await found(bob, '', {has: ['file']})).toEqual(['tea list.pdf']);
    expect((await found(bob, 'tea', {order: 'best'})).at(-1)).toMatch(/^a long story/);
    // Whoever is not in a room finds nothing of it.
    expect(await found(ann, 'tea')).toEqual(['see https://tea.example for tea', 'tea at four']);
  });

  test('in pages, each hit once, however many there are and whichever comes first', async () => {
    const {bob} = await withTexts(...Array.from({length: 25}, (_, index) => `page ${index}`));
    for (const order of ['newest', 'best'] as const) {
      const seen: string[] = [];
      let at: number | undefined;
      do {
        const page: SearchFound = await search(bob, 'page', {order, limit: 7, ...(at !== undefined && {at})});
        expect(page.hits.length).toBeLessThanOrEqual(7);
        seen.push(...textsOf(page));
        at = page.next;
      } while (at !== undefined);
      expect(seen.toSorted()).toEqual(Array.from({length: 25}, (_, index) => `page ${index}`).toSorted());
      expect(order === 'best' || seen[0] === 'page 24').toBe(true);
    }
  });
});

describe('rights', () => {
  test('are those of the moment: who left finds nothing, and a room one may not see is as none', async () => {
    const {chat, ann, bob} = await withTexts('hello lobby');
    const {roomId} = await ann.request('roomCreate', {name: 'secret', isPrivate: true});
    await chat.say(ann, roomId, 'the hidden word');
    expect(await found(bob, 'hidden')).toEqual([]);
    for (const room of [roomId, 4_711])
      expect(await bob.codeOf('messageSearch', {words: 'hidden', roomId: room})).toBe('not-in-room this room');
    await ann.request('roomInvite', {roomId, names: ['bob']});
    expect(await found(bob, 'hidden')).toEqual([]);
    await bob.request('roomJoin', {name: 'secret'});
    expect(await found(bob, 'hidden')).toEqual(['the hidden word']);
    await bob.request('personBlock', {name: 'ann', isBlocked: true});
    expect(await found(bob, 'hidden')).toEqual([]);
    await bob.request('personBlock', {name: 'ann', isBlocked: false});
    await bob.request('roomLeave', {roomId});
    expect(await found(bob, 'hidden')).toEqual([]);
    expect(await found(ann, 'hidden')).toEqual(['the hidden word']);
  });
});

describe('the index', () => {
  test('follows edits, deletions and retractions at once, and nothing of them is left in the files', async () => {
    const {chat, ann, bob} = await withTexts('xylophone one', 'quixotic two', 'zephyrine three');
    expect(await found(bob, 'xyl*')).toHaveLength(1);
    const seqOf = async (word: string) => (await search(bob, word)).hits[0]!.entry.seq;
    const roomId = chat.lobby;
    await ann.request('messageEdit', {
      roomId,
      seq: await seqOf('xylophone'),
      clientMsgId: chat.newId(),
      text: 'violin one',
    });
    expect(await found(bob, 'xylophone')).toEqual([]);
    expect(await found(bob, 'violin')).toEqual(['violin one']);
    await ann.request('messageDelete', {roomId, seq: await seqOf('quixotic'), clientMsgId: chat.newId()});
    await ann.request('messageDelete', {roomId, seq: await seqOf('zephyrine'), clientMsgId: chat.newId(), reason: 'x'});
    await ann.request('messageDelete', {roomId, seq: await seqOf('violin'), clientMsgId: chat.newId()});
    for (const word of ['quixotic', 'zephyrine', 'violin', 'one', 'two', 'three'])
      expect(await found(bob, word)).toEqual([]);
    await chat.server.close();
    const file = readFileSync(join(chat.dataDir, 'chat.db'));
    for (const word of ['xylophone', 'quixotic', 'zephyrine', 'violin'])
      expect([word, file.includes(word)]).toEqual([word, false]);
  });

  test('goes on after a restart, is made anew where it is damaged, and knows what was there before it', async () => {
    const {chat, ann} = await withTexts('before the restart');
    await chat.restart();
    const again = await chat.open('ann', ann.token);
    await chat.say(again, chat.lobby, 'after the restart');
    expect(await found(again, 'restart')).toEqual(['after the restart', 'before the restart']);
    await chat.server.close();
    const database = new DatabaseSync(join(chat.dataDir, 'chat.db'), {defensive: false} as object);
    database.exec("UPDATE search_words_data SET block = x'ffffffffffff' WHERE id > 1");
    database.close();
    await chat.restart();
    const third = await chat.open('ann', ann.token);
    let texts: string[] = [];
    for (let tries = 0; tries < 50 && texts.length < 2; tries++) {
      await chat.say(third, chat.lobby, `try ${tries}`);
      texts = await found(third, 'restart');
    }
    expect(texts).toEqual(['after the restart', 'before the restart']);
  });
});

describe('a log that was there before the index', () => {
  test('holds up no start: what is new is found at once, what is old a while later, and the log says when', async () => {
    const {chat, ann} = await withTexts();
    for (let said = 0; said < 1_300; said += 100) {
      chat.clock.turn(1_000);
      await Promise.all(Array.from({length: 100}, (_, at) => chat.say(ann, chat.lobby, `old ${said + at}`)));
    }
    await chat.server.close();
    const database = new DatabaseSync(join(chat.dataDir, 'chat.db'));
    database.exec('UPDATE search_state SET version = 0');
    database.close();
    await chat.restart();
    const again = await chat.open('ann', ann.token);
    await chat.say(again, chat.lobby, 'quite new');
    expect(await found(again, 'new')).toEqual(['quite new']);
    while ((await search(again, 'old')).behind > 0) await chat.say(again, chat.lobby, 'meanwhile');
    const pages: string[] = [];
    let at: number | undefined;
    do {
      const page: SearchFound = await search(again, 'old', {limit: 200, ...(at !== undefined && {at})});
      pages.push(...textsOf(page));
      at = page.next;
    } while (at !== undefined);
    expect(new Set(pages).size).toBe(1_300);
    expect(pages[0]).toBe('old 1299');
    expect(chat.logLines.join('')).toContain('all messages can be searched now');
  });
});

describe('a search with ill intent', () => {
  test('gets an error that says what is wrong, or a bounded answer; the language of the index is only words to it', async () => {
    const {bob} = await withTexts('x marks the spot');
    for (const [what, asked, code] of [
      ['nothing at all', {words: ''}, 'search-invalid'],
      ['no word', {words: '"" * ""'}, 'search-invalid'],
      ['ten thousand quotes', {words: '"'.repeat(10_000)}, 'bad-request'],
      ['five hundred quotes', {words: '"'.repeat(500)}, 'search-invalid'],
      ['a beginning of one letter', {words: 'a*'}, 'search-invalid'],
      ['five beginnings', {words: 'aa* bb* cc* dd* ee*'}, 'search-invalid'],
      ['a hundred words', {words: 'a '.repeat(100)}, 'search-invalid'],
      ['another key', {words: 'x', sql: 'DROP'}, 'bad-request'],
      ['a page of a million', {words: 'x', limit: 1_000_000}, 'bad-request'],
      ['a place beyond all', {words: 'x', at: 2 ** 60}, 'bad-request'],
      ['nobody', {words: 'x', from: 'nobody'}, 'user-not-found'],
    ] as const)
      expect([what, (await bob.codeOf('messageSearch', asked as never))?.split(' ')[0]]).toEqual([what, code]);
    for (const words of [
      'NEAR(a b)',
      'a AND OR NOT b',
      'text:x',
      '^x',
      '{x}',
      "'; DROP TABLE entries; --",
      '* * x',
      '_r1',
      '_u1 OR _r2',
      '\0x',
      '\uD800x',
      'x'.repeat(500),
      '東'.repeat(500),
      `${'"'.repeat(50)}x`,
      'e\u0301'.repeat(250),
      'x* x* xx*',
    ])
      expect([words, await found(bob, words).catch(String)]).toEqual([words, expect.anything()]);
    expect(await found(bob, 'spot')).toEqual(['x marks the spot']);
  });
});
