/** Debian's nginx for a test, with a configuration of its own and in a folder of its own; it ends with the test. */
import {spawn, spawnSync} from 'node:child_process';
import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {onCleanUp} from '../program.ts';

/** Why there is none; `undefined` where there is one. */
export const whyNoNginx = (): string | undefined =>
  spawnSync('nginx', ['-v']).error === undefined ? undefined : 'nginx is not installed (apt-get install nginx-light).';

/**
 * Resolves when it takes connections.
 * @param site what stands within `http { }`
 * @param before in front of the command, such as what enters a namespace
 */
export async function runNginx(folder: string, site: string, before: readonly string[] = []): Promise<void> {
  mkdirSync(join(folder, 'nginx'));
  const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    name => `${name}_temp_path ${folder}/nginx/${name};`,
  );
  const user = process.getuid?.() === 0 ? 'user root root; ' : '';
  writeFileSync(
    join(folder, 'nginx.conf'),
    `${user}daemon off; master_process off; pid ${folder}/nginx/pid; error_log stderr notice;
events {}
http { access_log off; ${paths.join(' ')}
${site} }
`,
  );
  const [file = 'nginx', ...more] = before;
  const own = ['-p', folder, '-c', join(folder, 'nginx.conf')];
  const args = before.length === 0 ? own : [...more, 'nginx', ...own];
  const child = spawn(file, args);
  onCleanUp(() => void child.kill('SIGKILL'));
  let said = '';
  await new Promise<void>((resolve, reject) => {
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      if (/start worker|using the .* event method|built by/.test(said)) resolve();
    });
    child.once('exit', () => reject(new Error(`nginx ended: ${said}`)));
  });
}
