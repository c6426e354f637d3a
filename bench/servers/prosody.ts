/** Peer: Prosody, with and without an archive of its rooms in SQLite. */
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {HOST, xmpp} from '../protocols/xmpp.ts';
import {inNamedRooms, type ChatServer} from '../server.ts';

const archive = (folder: string) => `modules_enabled = {"muc_mam"}; muc_log_by_default = true
  storage = { muc_log = "sql" }; sql = { driver = "SQLite3", database = "${folder}/log.db" }`;

const settings = (folder: string, port: number, isStoring: boolean) => `run_as_root = true
pidfile = "${folder}/pid"; data_path = "${folder}"
network_backend = "epoll"; interfaces = {"127.0.0.1"}
c2s_ports = {${port}}; s2s_ports = {}; http_ports = {}; https_ports = {}; c2s_direct_tls_ports = {}
modules_enabled = {"saslauth", "disco"}; modules_disabled = {"s2s", "tls"}
c2s_require_encryption = false; allow_unencrypted_plain_auth = true
limits = {}; network_settings = { read_timeout = 3600 }
log = { warn = "${folder}/log" }
VirtualHost "${HOST}"
  authentication = "anonymous"
Component "conference.${HOST}" "muc"
  muc_room_default_persistent = false; muc_room_locking = false
  ${isStoring ? archive(folder) : ''}
`;

const peer = (isStoring: boolean): ChatServer => ({
  name: isStoring ? 'prosody, storing' : 'prosody',
  kind: 'peer',
  needs: {program: 'prosody', package: 'prosody lua-dbi-sqlite3 lua-event'},
  protocol: xmpp,
  isDurable: isStoring,
  roomMax: 100,
  prepare: async (folder, port, people) => {
    const path = join(folder, 'prosody.cfg.lua');
    writeFileSync(path, settings(folder, port, isStoring));
    return {command: ['prosody', '--config', path, '-F'], clients: inNamedRooms(people)};
  },
});

export const prosody = peer(false);
export const prosodyStoring = peer(true);
