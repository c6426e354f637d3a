/** Renders `docs/export.md`: the lines of an export, from the schemas that an import reads them with. */
import {EXPORT_FORMAT, EXPORT_LINES} from '../../src/shared/output/exportLines.ts';
import {ENTRY_SCHEMAS} from '../../src/shared/entries/entry.ts';
import {describeSchema} from './schema.ts';

const WHAT: Readonly<Record<keyof typeof EXPORT_LINES, string>> = {
  head: 'The first line. Another `format` means another version of the program.',
  room:
    'A room, before everything in it. The name of a conversation is empty; `firstSeq` is more than 1 when ' +
    'older messages were removed.',
  member: 'A member of the room, after the line of the room.',
  entry:
    'An entry of its log, in order and without gaps from `firstSeq` to `lastSeq`; the keys of each kind ' +
    'are those of [the protocol](protocol.md). An edited message has its current text, and in `firstText` ' +
    'the original one.',
  end: 'The last line. An export without it, or with other counts, is incomplete.',
};

export function exportDoc(): string {
  const lines = (Object.keys(EXPORT_LINES) as (keyof typeof EXPORT_LINES)[]).map(name =>
    name === 'entry'
      ? `## entry\n\n${WHAT.entry}\n\n\`{type: "entry", roomId: integer 0.., firstText?: string, …}\` with one ` +
        `of\n\n${ENTRY_SCHEMAS.map(schema => `- \`${describeSchema(schema, [])}\``).join('\n')}`
      : `## ${name}\n\n${WHAT[name]}\n\n\`${describeSchema(EXPORT_LINES[name], [])}\``,
  );
  return `# What \`chat-tui admin export\` writes

*Generated from \`src/shared/output/exportLines.ts\` by \`npm run docs\`; do not edit.*

One JSON object per line, in UTF-8, format ${EXPORT_FORMAT}. Texts are unfiltered: remove control characters before you show them.
With \`--files FOLDER\` that folder contains the bytes of each complete file, named by its \`fileId\`; their \`sha256\` is in
the entry \`fileCompleted\`.

${lines.join('\n\n')}
`;
}
