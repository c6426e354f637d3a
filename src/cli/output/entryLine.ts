/** Formats one entry of a room's log as lines of text. */
import {durationText} from '../../shared/words/duration.ts';
import type {Entry, EntryKind} from '../../shared/entries/entry.ts';
import {aRole} from '../../shared/access/roles.ts';
import {rulesNews} from '../../shared/rules.ts';
import {display} from '../../shared/text/safeText.ts';
import {epochWords, notShown} from '../../client/wording/sealedWords.ts';
import {dateTimeOf} from '../../shared/text/figures.ts';
import {sizeText} from '../../shared/text/sizeText.ts';

type NameOf = (fileId: string) => string;
type Sentences = {[Kind in EntryKind]: (entry: Extract<Entry, {kind: Kind}>, nameOf: NameOf) => string};

/** The text after the time. Further lines of a message are indented, so that none looks like another message. */
const SENTENCES: Sentences = {
  message: ({sender, text}) => `<${sender}> ${indented(text)}`,
  action: ({sender, text}) => `* ${sender} ${indented(text)}`,
  edited: ({sender, of, text}) => `-- ${sender} edited ${of}: ${indented(text)}`,
  deleted: ({sender, of, reason = ''}) =>
    `-- ${sender} deleted ${of}${reason === '' ? '' : `: ${display(reason, 'line')}`}`,
  gone: ({sender, by}) => `-- a message of ${sender} was deleted${by === sender ? '' : ` by ${by}`}`,
  reacted: ({sender, of, emoji, isOn}) =>
    `-- ${sender} ${isOn ? 'gives' : 'takes back'} ${display(emoji, 'line')} ${isOn ? 'to' : 'from'} ${of}`,
  pinned: ({sender, of, isOn}) => `-- ${sender} ${isOn ? 'pinned' : 'unpinned'} ${of}`,
  renamed: ({sender, name}) => `-- ${sender} renamed this room to #${display(name, 'line')}`,
  described: ({sender, text}) =>
    `-- ${sender} ${text === '' ? 'removed the description' : `described this room: ${indented(text)}`}`,
  archived: ({sender, isArchived, text}) =>
    `-- ${sender} ` +
    (isArchived ? 'archived this room' : 'took this room out of the archive') +
    (text === '' ? '' : `: ${display(text, 'line')}`),
  sealed: entry => `-- ${notShown(entry)}`,
  epoch: entry => `-- ${epochWords(entry)}`,
  created: ({sender}) => `-- ${sender} made this room`,
  joined: ({sender}) => `-- ${sender} joined`,
  left: ({sender}) => `-- ${sender} left`,
  topic: ({sender, text}) =>
    `-- ${sender} ${text === '' ? 'removed the topic' : `set the topic: ${display(text, 'line')}`}`,
  kicked: ({sender, target, forMs, text}) => {
    const time = forMs === undefined ? '' : ` for ${durationText(forMs)}`;
    return `-- ${sender} kicked ${target}${time}${text === '' ? '' : `: ${display(text, 'line')}`}`;
  },
  memberRemoved: ({sender, target, text}) =>
    `-- ${sender} removed ${target}${text === '' ? '' : `: ${display(text, 'line')}`}`,
  roleGiven: ({sender, target, role}) => `-- ${sender} made ${target} ${aRole(role)} of this room`,
  rulesChanged: ({sender, rules, text}) =>
    `-- ${sender} set the rules: ${rulesNews(rules)}${text === '' ? '' : ` (${display(text, 'line')})`}`,
  file: ({sender, name, sizeBytes, fileId}) =>
    `-- ${sender} offers ${display(name, 'line')} (${sizeText(sizeBytes)}, id ${fileId})`,
  fileCompleted: ({sender, fileId}, nameOf) => `-- ${sender} has sent all of ${display(nameOf(fileId), 'line')}`,
  fileCancelled: ({sender, fileId}, nameOf) => `-- ${sender} cancelled ${display(nameOf(fileId), 'line')}`,
  unknown: ({sender}) => `-- something by ${sender} needs a newer chat-tui`,
  fileDeclined: ({sender, fileId}, nameOf) => `-- ${sender} declined ${display(nameOf(fileId), 'line')}`,
};

const indented = (text: string) => display(text, 'message').replaceAll('\n', `\n${' '.repeat(4)}`);

/** The line without the time. */
export function sentenceOfEntry(entry: Entry, nameOf: NameOf): string {
  // The table has a function for each kind, but the compiler cannot relate it to the entry.
  const sentence = SENTENCES[entry.kind] as (entry: Entry, nameOf: NameOf) => string;
  return sentence(entry, nameOf);
}

export const toTextEntry = (entry: Entry, nameOf: NameOf): string =>
  `${dateTimeOf(entry.sentAtMs)} ${sentenceOfEntry(entry, nameOf)}`;
