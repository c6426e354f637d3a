/** Peer: ejabberd, with and without an archive of its rooms in SQLite. */
import {existsSync, globSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {DatabaseSync} from 'node:sqlite';
import {HOST, xmpp} from '../protocols/xmpp.ts';
import {inNamedRooms, type ChatServer} from '../server.ts';

const settings = (folder: string, port: number, isStoring: boolean) => `hosts: [${HOST}]
loglevel: error
auth_method: [anonymous]
anonymous_protocol: both
allow_multiple_connections: true
sql_type: sqlite
sql_database: ${folder}/log.db
listen:
  -
    port: ${port}
    ip: "127.0.0.1"
    module: ejabberd_c2s
    max_stanza_size: 262144
    max_fsm_queue: 1000000
    starttls: false
    backlog: 4096
acl: {}
access_rules: {}
modules:
  mod_muc:
    host: conference.${HOST}
    access: all
    access_create: all
    min_message_interval: 0
    min_presence_interval: 0
    max_users: 5000
    default_room_options: {mam: ${isStoring}, max_users: 5000, presence_broadcast: [moderator, participant, visitor]}
${isStoring ? '  mod_mam: {db_type: sql, default: always, assume_mam_usage: true, use_cache: true}' : ''}
`;

const [PROGRAMS] = globSync('/usr/lib/*/ejabberd-*/ebin');
const SHAPES = ['/usr/share/ejabberd/sql/lite.sql', ...globSync('/usr/lib/*/ejabberd-*/priv/sql/lite.sql')];

const peer = (isStoring: boolean): ChatServer => ({
  name: isStoring ? 'ejabberd, storing' : 'ejabberd',
  kind: 'peer',
  needs: {program: 'ejabberdctl', package: 'ejabberd erlang-p1-sqlite3'},
  protocol: xmpp,
  isDurable: isStoring,
  roomMax: 100,
  prepare: async (folder, port, people) => {
    const path = join(folder, 'ejabberd.yml');
    writeFileSync(path, settings(folder, port, isStoring));
    if (isStoring) {
      const database = new DatabaseSync(join(folder, 'log.db'));
      database.exec(readFileSync(SHAPES.find(existsSync)!, 'utf8'));
      database.close();
    }
    const limits = ['+K', 'true', '+P', '250000', '+Q', '65536'];
    const mnesia = ['-mnesia', 'dir', `"${folder}/mnesia"`];
    return {
      command: ['erl', '-noinput', ...limits, '-pa', PROGRAMS!, ...mnesia, '-s', 'ejabberd'],
      env: {EJABBERD_CONFIG_PATH: path, EJABBERD_LOG_PATH: join(folder, 'log'), EJABBERD_SO_PATH: '', HOME: folder},
      clients: inNamedRooms(people),
    };
  },
});

export const ejabberd = peer(false);
export const ejabberdStoring = peer(true);
