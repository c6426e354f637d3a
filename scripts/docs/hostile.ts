/** Renders which hostile input is covered by which tests; fails when a row has no test. */
import {globSync, readFileSync} from 'node:fs';

const ROWS: Readonly<Record<string, string>> = {
  B1: 'control sequences',
  B2: 'commands to the operating system: title, clipboard, colours, links, notifications; with every ending',
  B3: 'device control, pictures, passthrough',
  B4: 'one-byte controls, bytes that are no UTF-8',
  B5: 'sequences in pieces, put together by whoever removes a part',
  B6: 'carriage return, backspace, bell, null, line separators',
  B7: 'changes of direction',
  B8: 'invisible characters',
  B9: 'letters that look alike',
  B10: 'marks without end, emoji, strange widths, lone surrogates',
  B11: 'nothing, and too much',
  B12: 'markup without end, costly patterns',
  B13: 'large pastes, the end of a paste inside one',
  B14: 'commands and lines of the program in what others say',
  B15: 'links; none is ever followed, and no program started for them (held by the architecture’s test)',
  B16: 'names of files',
  B17: 'folders, links and devices in the way of a download',
  B18: 'files that want to be run or shown',
  B19: 'chunks that do not fit',
  B20: 'names of requests',
  B21: 'shapes of parameters, attachments',
  B22: 'numbers; ids of what belongs to others, for every request',
  B23: 'requests before a login, after it, as somebody else',
  B24: 'frames, packets and HTTP requests that are broken',
  B25: 'slow and idle connections',
  B26: 'unknown name and wrong password',
  B27: 'guesses at passwords and tokens',
  B28: 'passwords',
  B29: 'false records in logs',
  B30: 'pieces of queries',
  B31: 'one’s own files, damaged',
  B32: 'a hostile server',
  B33: 'keys, boxes, epochs and devices of encrypted conversations without end, by members and the server',
  B34: 'a server that lies of encrypted conversations: what it drops, doubles, reorders, forks, makes up, or says in the clear',
  B59: 'servers that would get a secret that is not theirs',
  B58: 'a server that fills the memory',
  B56: 'another process on the port of one’s own server',
  B110: 'addresses of others in headers, by who is no trusted proxy',
  B111: 'PROXY headers, forged, broken, cut anywhere',
  B112: 'certificates and keys that are not the right ones: expired, for another name, of nobody, changed',
  B113: 'TLS where there is none, and none where TLS is; old, broken and cut handshakes',
  B57: 'a server that says what only the client says',
  B53: 'anonymous connections and other users of the machine at a server that nobody owns yet',
  B54: 'programs that come and go, as if they were people',
  B50: 'somebody who is kicked and comes back: with a kept login, by password, in the middle of coming in, after a restart',
  B51: 'transfers that go on after their right is gone',
  B52: 'records that push out those of others',
  B55: 'what one member does to the limits, names, topics and invitations of others',
  B65: 'text and names that look like options of the shell',
  B66: 'pages of other sites, and names that lead here without being ours',
  B70: 'anonymous connections at the port of a direct conversation, wrong keys, addresses that are nobody’s',
  B71: 'a hostile client at the other end of a direct conversation',
  B72: 'anonymous connections, hostile clients and a hostile server around a file that goes directly, and its route',
  B308: 'keys of direct ways: the seal taken away, replaced, repeated, of another device, person, file or time',
  B73: 'archives of hostile senders: names that lead elsewhere, links, devices, cut, endless, of a million files',
  B74: 'files that are looked at before they are taken: archive bombs, broken pictures, any bytes, sequences in texts',
  B75: 'files that want to be run when they are opened or shown in their folder',
  B76: 'files that come without a question, from friends who were allowed to',
  B77: 'pastes that look like paths of files: of devices, of others, of nothing, too many',
  B67: 'more connections than the system allows files',
  B147: 'key files of SSH that others may read, that are cut, changed, weak, no keys, or endless work',
  B148: 'signatures of SSH for other things, by keys of accounts that are gone, a hundred at once, keys of a megabyte',
  B140: 'lines on the local socket of the admin commands',
  B141: 'backups that are damaged, cut or made up, and places that take none',
  B150: 'a token for a program that would do more than its rights say, or see more than its rooms',
  B151: 'a token that goes on after it was revoked, its end, or the end of its account',
  B152: 'tokens of others',
  B153: 'programs with tokens that would keep people out, or remove what others have written',
  B154: 'codes of invitations: of other servers, guessed, at once',
  B155: 'links that set a password: of other servers, guessed, for accounts that are gone',
  B156: 'second factors: replayed, of other accounts and connections, guessed from many connections',
  B157: 'keys of SSH and signatures: of others, broken, endless, removed meanwhile, sent at once',
  B158: 'devices of others, ended many times at once',
  B159: 'folders in which no owner can be recovered',
  B142: 'exports that are damaged, cut, endless or made up, and hostile texts in them',
  B143: 'disks that are full where a backup, a restore, an export or an import goes, and readers that leave',
  B161: 'keys in the settings: none, taken, endless, no way out',
  B160: 'files of themes: broken, endless, colours that are none or cannot be read',
  B36:
    'packets that are each valid, in an order that no client sends: a second handshake, a disconnect and a ' +
    'handshake, a second transport',
  B37: 'upgrades outside the path of the chat, half-sent ones, and resets at any time',
  B120: 'links to messages: to other servers, forged, hidden, to rooms one may not see',
  B121: 'mentions without end, and of rooms and people one does not see',
  B122: 'a server that lies about positions, pages and the inbox',
  B105: 'rooms that are renamed, archived and deleted at once with everything else; crowds that type',
  B100: 'what somebody could learn of being blocked or declined; lists of people without end',
  B101: 'how people want things: of rooms they may not see, without bounds',
  B102: 'conversations of several: too many, against somebody’s wish',
  B103: 'what is planned for later: the year 9999, without end, of others',
  B45: 'downloads of what nobody sends, and all places taken by a few',
  B40: 'one member who asks for everything at once, on several connections',
  B41: 'answers that are asked for and not read',
  B42: 'connections that are cut while they are being let in',
  B43: 'connections without end, and connections that stay without logging in',
  B44: 'packets of every kind without end, before a login',
  B47: 'more small packets in one read than a turn of the event loop should look at',
  B46: 'so much made by others that asking for anything gets slow',
  B60: 'pastes without an end',
  B61: 'sequences of keys in pieces, with pauses',
  B62: 'answers of the terminal that nobody asked for',
  B63: 'keys as other layouts, keypads and protocols send them',
  B64: 'the wheel as arrow keys',
  B170: 'one of several servers in a window: endless events, a login that ends, a name like another’s, nothing but silence',
  B180: 'reports of the mouse: broken, outside of the screen, without end, and while nobody asked for them',
  B181: 'texts and links of others on their way into the clipboard and the browser',
  B182: 'texts of others in notices of the desktop, and floods of them',
  B183: 'long pastes and suggestions that hide what is sent, and programs for spelling that never stop',
  B184: 'pictures: of a lying size, that explode, are cut, move, are thin; and what of them reaches the terminal',
  B300: 'deeds to messages that are deleted, never said, another’s, or in rooms that one may not see; doubled, and in storms',
  B306: 'ten thousand mentions, reactions on one message, and answers to answers',
  B307: 'one network with many accounts that takes all places',
  B320: 'the hash of somebody else’s file, as a way to it or to know that it is there',
  B302: 'patterns that blow up on what somebody says, and streams of lines without end, handed to scripts',
  B330: 'pictures between rows in the terminal’s own graphics: what somebody sends, and how much of it reaches the terminal',
  B331: 'text and answers of the terminal that pass for its graphics',
  B332: 'answers about the width of characters: absurd, late, in pieces, without end',
  B335: 'a contact or a server that lets a client look for ports, to scan or flood somebody, or this machine itself',
  B336: 'a contact who says to be at somebody else’s address',
  B310: 'multicast DNS: datagrams that are cut, changed, endless, that point at themselves, of lying counts',
  B311: 'multicast DNS: announcements without end, of one machine and of many',
  B312: 'multicast DNS: names with control sequences, and names like those of others',
  B313: 'multicast DNS: lies about addresses, and announcements taken back by others',
  B314: 'multicast DNS: questions without end to who announces themselves',
  B340: 'encrypted messages that came together: forged, doubled, reordered, with good signatures beside bad ones',
  B341: 'very many encrypted messages at once, forged ones between good ones, and what ends while they are opened',
  B342: 'several answers to one request to talk directly: without keys, forged, and the good one later',
  B345: '@here and @room in encrypted rooms: who calls, whom, and programs and servers that lie about it',
  B350:
    'anonymous connections that open, ask or greet at the same moment, from many networks: requests in a row, no request, ' +
    'upgrades, handshakes of socket.io and of TLS',
  B301: 'a server that tells of edits, deletions and reactions that fit nothing',
};

/** Each text field is filled with all of B1–B10, B12, B15, B29 and B30; where that is looked at. */
const FIELDS: readonly (readonly [string, string])[] = [
  ['message, `/me`, topic, file name, kick reason, notice of the server', 'terminal, pty, shell, storm'],
  ['display name, status, invitation, room name', 'terminal, pty, shell, storm'],
  ['login name', 'names, guessing (refused, and as typed in the log)'],
  ['error texts, the reason of a disconnect, the version of the other side', 'pty, shell'],
  ['audit lines: `admin log`, the console, the log of the server', 'shell, guessing'],
  ['device name, version of a client', 'terminal, shell (shown nowhere)'],
  ['what the person types or pastes', 'paste, shell, storm'],
];

/** A test of hostile input is beside the other tests of its subject, or here when it is about several. */
const FOLDER = '__tests__/hostile';
const TITLE = /(?:describe|test)(?:\.each\([^)]*\))?\(\s*'(B\d+(?:[–, and]*B\d+)*) ([^']+)'|\['(B\d+)', '([^']+)'\]/g;

export function hostileDoc(): string {
  const tests = testsByRow();
  const lines = Object.entries(ROWS).map(([row, what]) => {
    const found = tests.get(row);
    if (found === undefined) throw new Error(`no test is named after ${row}`);
    return `| ${row} | ${what} | ${found.join('; ')} |`;
  });
  return `# Bad input

*Generated from the titles of the tests by \`npm run docs\`; do not edit.*

What people, files, servers and anonymous connections may send to do harm, and the tests that hold what becomes of it, at the
real surface: raw TCP and WebSocket frames, a plain socket.io client, the shell verbs, the screen in a terminal emulator, the
built program in a pseudo-terminal. \`B1 x\` is a test's title in \`${FOLDER}/FILE.test.ts\`, or with its folder in \`__tests__\`.

| row | what is sent | file: tests |
|---|---|---|
${lines.join('\n')}

Every text field is filled with all of the texts of B1–B10, B12, B15, B29 and B30 (\`__tests__/support/hostile/hostileText.ts\`):

| field | looked at in |
|---|---|
${FIELDS.map(([field, where]) => `| ${field} | ${where} |`).join('\n')}
`;
}

function testsByRow(): Map<string, string[]> {
  const found = new Map<string, Map<string, string[]>>();
  for (const path of globSync('__tests__/**/*.test.ts').toSorted()) {
    const file = path.replaceAll('\\', '/').replace(/^__tests__\/(?:hostile\/)?|\.test\.ts$/g, '');
    for (const [, rows = '', title = '', row = rows, other = title] of readFileSync(path, 'utf8').matchAll(TITLE)) {
      for (const name of expand(row)) {
        const files = found.get(name) ?? new Map<string, string[]>();
        found.set(name, files.set(file, [...(files.get(file) ?? []), other]));
      }
    }
  }
  return new Map(
    [...found].map(([row, files]) => [row, [...files].map(([file, titles]) => `**${file}**: ${titles.join(', ')}`)]),
  );
}

/** `B1–B3, B5` → B1, B2, B3, B5. */
function expand(rows: string): string[] {
  return rows.split(/, | and /).flatMap(part => {
    const [first = 0, last = first] = part.split('–').map(name => Number(name.slice(1)));
    return Array.from({length: last - first + 1}, (_, at) => `B${first + at}`);
  });
}
