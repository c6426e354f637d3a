/** Renders `docs/roles.md`: who may do what, from the table that the server uses. */
import {TOKEN_RIGHT_NAMES, TOKEN_RIGHTS} from '../../src/shared/access/tokenRights.ts';
import {ROOM_RIGHTS, ROOM_ROLES, SERVER_RIGHTS, SERVER_ROLES} from '../../src/shared/access/roles.ts';
import {HANDLER_FACTS} from './handlers.ts';

interface Row {
  least: string;
  what: string;
}

/** One column per role, lowest first; a role includes the rights of those before it. */
function table(roles: readonly string[], rights: readonly Row[]): string {
  const rows = rights.map(
    ({least, what}) => `| ${what} | ${roles.map((_, at) => (at >= roles.indexOf(least) ? '✓' : '')).join(' | ')} |`,
  );
  return [`| | ${roles.join(' | ')} |`, `|---|${roles.map(() => ':-:|').join('')}`, ...rows].join('\n');
}

/** One row per right, with the requests that need it; a star marks those refused for tokens limited to some rooms. */
function tokenTable(): string {
  const rows = TOKEN_RIGHT_NAMES.map(right => {
    const requests = HANDLER_FACTS.flatMap(({name, token}) =>
      token !== 'never' && token.right === right ? `\`${name}\`${token.where === 'all' ? '\\*' : ''}` : [],
    );
    return `| \`${right}\` | ${TOKEN_RIGHTS[right]} | ${requests.join(', ')} |`;
  });
  return ['| right | what | requests |', '|---|---|---|', ...rows].join('\n');
}

export const rolesDoc = (): string => `# Roles

*Generated from \`src/shared/access\` by \`npm run docs\`; do not edit.*

The server checks this table inside the transaction of each action. \`/role\` shows it on the screen.

## On the server

${table(SERVER_ROLES, Object.values(SERVER_RIGHTS))}

There is exactly one owner. The owner gives roles up to admin, and hands the server over with \`/role @name owner\`,
\`chat-tui admin role @name owner\` or \`role @name owner\` on the console; the former owner becomes an admin. Nobody can give
a role that is not below their own, or act on somebody whose role is not below theirs.

A guest is only in rooms to which somebody invited them: they are not in #lobby, see and make no public rooms, invite nobody, and
start conversations only with people of their rooms.

## In a room

${table(ROOM_ROLES, Object.values(ROOM_RIGHTS))}

Whoever makes a room owns it. Admins and the owner of the server act as owners of the rooms they are in, moderators of the
server as moderators. Conversations have no roles.

## Tokens for programs

A token may do what its rights allow, and never more than its account. Requests with a star concern no single room and are refused
for a token that is limited to some rooms. Requests that are in no row are refused for every token. \`followSet\` needs
\`read\` as well, because its answer has the first message of the thread.

The same rights decide what a token is told by \`sessionOpen\`, other answers and events. Without \`read\` it is told the names
of its rooms alone, and with \`settings\` what its person has set for them. Without \`people\` it is told of nobody, but with
\`read\` whom its person has blocked. Without \`settings\` it is told no preferences, but with \`read\` the words
that count as a mention, and what is muted. What it joins without \`read\` it is told with an empty topic and counts of 0.

${tokenTable()}
`;
