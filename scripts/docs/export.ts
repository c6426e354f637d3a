/** Renders `docs/export.md`: the lines of an export, from the schemas that an import reads them with. */
import {EXPORT_FORMAT, EXPORT_LINES} from '../../src/shared/output/exportLines.ts';
import {ENTRY_SCHEMAS} from '../../src/shared/entries/entry.ts';
import {describeSchema} from './schema.ts';

const WHAT: Readonly<Record<keyof typeof EXPORT_LINES, string>> = {
  head: 'The first line. Another `format` is of another version of the program.',
  room:
    'A room, before everything of it. Of a conversation the name is empty; `firstSeq` is more than 1 where ' +
    'older messages were removed.',
  member: 'Who is in it, after the line of the room.',
  entry:
    'An entry of its log, in order and without a hole from `firstSeq` to `lastSeq`; the keys of each kind ' +
    'are those of [the protocol](protocol.md). An edited message has its text of today, and in `firstText` ' +
    'what it said at first.',
  end: 'The last line. An export without it, or with other counts, was cut.',
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

One JSON object a line, in UTF-8, format ${EXPORT_FORMAT}. Texts are as people wrote them: filter control characters before you
show them. With \`--files FOLDER\` the bytes of each complete file lie there under its \`fileId\`, and have the \`sha256\` of
its entry \`fileCompleted\`.

${lines.join('\n\n')}
`;
}
