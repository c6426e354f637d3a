/**
 * `node tunnel.ts PORT plain|tls`: listens on a port that it prints and forwards to PORT, unencrypted or by TLS. The load
 * generator has no TLS; with both ways through the same program only the server differs.
 */
import {connect as connectPlain, createServer, type AddressInfo} from 'node:net';
import {connect as connectTls} from 'node:tls';

const [port, kind] = process.argv.slice(2);
const place = {host: '127.0.0.1', port: Number(port), noDelay: true};

const server = createServer({noDelay: true}, socket => {
  const far = kind === 'tls' ? connectTls({...place, rejectUnauthorized: false}) : connectPlain(place);
  socket.pipe(far).pipe(socket);
  socket.on('error', () => far.destroy()).on('close', () => far.destroy());
  far.on('error', () => socket.destroy()).on('close', () => socket.destroy());
});
server.listen({host: '127.0.0.1', port: 0, backlog: 4_096}, () =>
  process.stdout.write(`${(server.address() as AddressInfo).port}\n`),
);
