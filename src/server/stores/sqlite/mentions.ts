/** Who is meant by `@name` in a text; recorded when it is appended, so that counting at login is cheap. */
import {mentions} from '../../../shared/mention.ts';
import {NAME_PATTERN} from '../../../shared/model.ts';
import {query, type Database} from './database.ts';

export interface Mentions {
  /** Called by running work. Only members count, and nobody mentions oneself. */
  record(message: {roomId: number; seq: number; senderId: number; text: string}): void;
}

/** More names in one text than this are not looked up. */
const NAMES_MAX = 50;
const MENTION = /(?<![\w.@-])@([a-z0-9][a-z0-9._-]{1,39})/gi;

/** Whom the shared rule could mean, lower-case; a dot or dash at the end is tried with and without. */
export function namesMentioned(text: string): string[] {
  if (!text.includes('@')) return [];
  const names = new Set<string>();
  for (const [, found = ''] of text.matchAll(MENTION)) {
    for (let name = found.toLowerCase(); name.length > 1; name = name.slice(0, -1)) {
      if (NAME_PATTERN.test(name) && mentions(text, name)) names.add(name);
      if (!/[._-]$/.test(name)) break;
    }
    if (names.size >= NAMES_MAX) break;
  }
  return [...names];
}

export function openMentions(database: Database): Mentions {
  const findMember = query<{user_id: number}, [number, string]>(
    database,
    'SELECT user_id FROM members WHERE room_id = ? AND name = ?',
  );
  const insert = database.statement('INSERT OR IGNORE INTO mentions (user_id, room_id, seq) VALUES (?, ?, ?)');
  return {
    record({roomId, seq, senderId, text}) {
      for (const name of namesMentioned(text)) {
        const member = findMember.one(roomId, name);
        if (member !== undefined && member.user_id !== senderId) insert.run(member.user_id, roomId, seq);
      }
    },
  };
}
