/** Admin commands for invitation links: make, list, revoke, rotate. */
import {FIXED_LIMITS} from '../limits.ts';
import {SERVER_ROLES} from '../access/roles.ts';
import {dateTimeOf} from '../text/figures.ts';
import {command, NO_COLUMNS, noCells} from './command.ts';
import {maybeWords, option, word} from './field.ts';

const ROLES = SERVER_ROLES.filter(role => role !== 'owner');

export const INVITING_TABLE = {
  'invite-link': command({
    action: 'inviteManage',
    summary: 'make a link by which somebody new comes in: once, within 7 days, unless you say otherwise',
    fields: {
      rooms: maybeWords('#ROOM...'),
      usesMax: option(
        'count',
        '--uses <count>',
        `how many accounts, a whole number from 1 to ${FIXED_LIMITS.invitationUsesMax} (default 1)`,
        {min: 1, max: FIXED_LIMITS.invitationUsesMax},
      ),
      forMs: option(
        'time',
        '--for <time>',
        'how long it is good, at least 1m, at most 365d, such as 2h or 30d (default 7d)',
        {
          isLoose: true,
          min: 60_000,
          max: FIXED_LIMITS.invitationMsMax,
        },
      ),
      role: option(
        'choice',
        '--role <role>',
        `what they are, below your own: ${ROLES.slice(1).join(', ')} or guest; member is the default`,
        {
          choices: ROLES,
        },
      ),
      note: option('text', '--note <text>', 'for whom it is, for the list, at most 100 characters'),
    },
    columns: {invitation: 'count', link: 'text', role: 'text', usesMax: 'count', expiresAtMs: 'atMs'},
    cells: ({link}) => [link],
    examples: [
      ['chat-tui admin invite-link', 'for one person; give it to nobody else'],
      ["chat-tui admin invite-link '#garden' --role guest --for 2h", 'sees that room alone'],
      ['chat-tui admin invite-link --uses 30 --for 30d --note "the new team"', 'for many'],
    ],
  }),
  invites: command({
    action: 'inviteManage',
    summary: 'list invitation links: by whom, for whom, how often used, until when; newest first',
    fields: {},
    columns: {
      invitation: 'count',
      by: 'text',
      role: 'text',
      rooms: 'list',
      uses: 'count',
      usesMax: 'count?',
      madeAtMs: 'atMs',
      expiresAtMs: 'atMs?',
      state: 'text',
      note: 'text',
    },
    cells: ({invitation, by, role, rooms, uses, usesMax, expiresAtMs, state, note}) => [
      invitation,
      state,
      `@${by}`,
      role,
      `${uses}/${usesMax ?? '∞'} used`,
      expiresAtMs === undefined ? '' : `until ${dateTimeOf(expiresAtMs)}`,
      rooms.map(room => `#${room}`).join(' '),
      note,
    ],
    examples: [['chat-tui admin invites', 'number, state, who made it; 1 is the link that the server prints']],
  }),
  'revoke-invite': command({
    action: 'inviteManage',
    summary: 'revoke an invitation link: nobody comes in by it any more, who is in stays',
    fields: {invitation: word('text', 'NUMBER')},
    columns: NO_COLUMNS,
    cells: noCells,
    examples: [['chat-tui admin revoke-invite 3', 'the number that invites shows']],
  }),
  'rotate-invite': command({
    action: 'inviteManage',
    summary: 'give an invitation link another code; the link before is void',
    fields: {invitation: word('text', 'NUMBER')},
    columns: {invitation: 'count', link: 'text'},
    cells: ({link}) => [link],
    examples: [['chat-tui admin rotate-invite 1', 'the link that the server prints, once too many people have it']],
  }),
} as const;
