/** `/token`: tokens for programs, with fewer rights than one has oneself. */
import {tokenCells} from '../../../shared/access/loginCells.ts';
import {TOKEN_RIGHT_NAMES} from '../../../shared/access/tokenRights.ts';
import {createToken, listTokens, readWanted, revokeToken} from '../../actions/account/tokens.ts';
import {madeTokenWords} from '../../wording/rows/tokenWords.ts';
import {roomWords} from '../../wording/nameWords.ts';
import {tableOf} from '../../../shared/text/table.ts';
import {ChatError} from '../../../shared/errors.ts';
import type {Command} from '../command.ts';
import {roomArgument} from '../typed/roomArgument.ts';

export const token: Command = {
  name: 'token',
  usage: '[create …|revoke number]',
  summary: 'Lists your tokens for programs; makes one with rights, rooms and an end, or revokes one.',
  details: [
    '/token create name time rights [#room...] makes one.',
    `The rights, with commas: ${TOKEN_RIGHT_NAMES.join(', ')}. /token create backup 30d read,files #garden ` +
      'is good in that room alone; without a room in all.',
    'A token is shown once. Programs have it in CHAT_TUI_TOKEN, or in the file that CHAT_TUI_TOKEN_FILE ' +
      'names. Revoked, it ends at once, with what it is doing.',
  ],
  complete(state, words, started) {
    const [step] = words;
    if (words.length === 0) return ['create', 'list', 'revoke'].filter(word => word.startsWith(started));
    if (step !== 'create') return [];
    if (words.length === 3) {
      const [, before = '', last = ''] = /^(.*,)?(.*)$/.exec(started) ?? [];
      return TOKEN_RIGHT_NAMES.filter(right => right.startsWith(last)).map(right => `${before}${right}`);
    }
    return words.length > 3 ? roomWords(state, started) : [];
  },
  async run(client, {words, state}) {
    const [step = 'list', name = '', forTyped = '', rights = '', ...rooms] = words;
    if (step === 'list' && words.length < 2)
      return {kind: 'show', title: 'Tokens', rows: tableOf((await listTokens(client)).map(tokenCells))};
    if (step === 'revoke' && words.length === 2) {
      await revokeToken(client, name);
      return {kind: 'told', sentence: `Token ${name} is void.`};
    }
    if (step !== 'create') throw new ChatError('token-usage');
    const wanted = readWanted(name, {forTyped, rights});
    const roomIds = rooms.map(room => roomArgument(state, room).room.roomId);
    const made = await createToken(client, {...wanted, ...(roomIds.length > 0 && {roomIds})});
    return {kind: 'show', title: 'New token', rows: [made.token, '', madeTokenWords(made.number, made.expiresAtMs)]};
  },
};
