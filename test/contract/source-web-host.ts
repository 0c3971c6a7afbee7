/** A real WebDAV server for tests: lighttpd of Debian on loopback, with TLS. */
import { execFileSync, spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { installedTool } from '../../scripts/tools.ts';
import { listening } from './source-servers.ts';

export interface WebHost {
  port: number;
  url: string;
  /** What lies below `url`. */
  folder: string;
  user: string;
  password: string;
  /** Of the authority, for `ca`. */
  ca: string;
  close(): Promise<void>;
}

/** lighttpd with mod_webdav, TLS and a password: `/dav/` is a folder, `/plain/` the same without WebDAV and password. */
export async function startLighttpd(port: number): Promise<WebHost> {
  const tool = installedTool('lighttpd');
  const base = realpathSync(mkdtempSync(join(tmpdir(), 'hausruf-webdav-')));
  const folder = join(base, 'www', 'dav');
  mkdirSync(folder, { recursive: true });
  const { certFile, keyFile, ca } = makeCertificate(base);
  const [user, password] = ['büro', 'Gänse:blümchen 7'];
  writeFileSync(join(base, 'users'), `${user}:${password}\n`, { mode: 0o600 });
  const program = tool.args.at(-1) ?? tool.command;
  const modules = join(dirname(dirname(program)), 'lib/lighttpd');
  const configuration = join(base, 'lighttpd.conf');
  writeFileSync(
    configuration,
    `server.modules = ("mod_auth", "mod_authn_file", "mod_webdav", "mod_alias", "mod_redirect", "mod_openssl")
server.port = ${port}
server.bind = "127.0.0.1"
server.document-root = "${join(base, 'www')}"
server.errorlog = "${join(base, 'error.log')}"
server.stat-cache-engine = "disable"
server.upload-dirs = ("${base}")
mimetype.assign = (".csv" => "text/csv", "" => "application/octet-stream")
alias.url = ("/plain/" => "${folder}/")
url.redirect = ("^/share/(.*)$" => "https://127.0.0.1:${port}/plain/$1", "^/away/(.*)$" => "https://localhost:${port}/plain/$1")
ssl.engine = "enable"
ssl.pemfile = "${certFile}"
ssl.privkey = "${keyFile}"
auth.backend = "plain"
auth.backend.plain.userfile = "${join(base, 'users')}"
auth.require = ("/dav/" => ("method" => "basic", "realm" => "Listen", "require" => "valid-user"))
$HTTP["url"] =~ "^/dav/" { webdav.activate = "enable" webdav.is-readonly = "enable" }
`,
  );
  const child = spawn(
    tool.command,
    [...tool.args, '-D', '-f', configuration, ...(existsSync(modules) ? ['-m', modules] : [])],
    {
      env: { ...process.env, ...tool.env },
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  await listening(child, port);
  return {
    port,
    url: `https://127.0.0.1:${port}/dav/`,
    folder,
    user,
    password,
    ca,
    async close() {
      const ended = new Promise(done => child.once('exit', done));
      if (child.exitCode === null) {
        child.kill('SIGTERM');
        await ended;
      }
      rmSync(base, { recursive: true, force: true });
    },
  };
}

/** A certificate for 127.0.0.1 that signs itself. */
export function makeCertificate(folder: string): {
  certFile: string;
  keyFile: string;
  ca: string;
  key: string;
} {
  const [certFile, keyFile] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  execFileSync(
    'openssl',
    [
      ...[
        'req',
        '-x509',
        '-newkey',
        'ec',
        '-pkeyopt',
        'ec_paramgen_curve:prime256v1',
        '-nodes',
        '-days',
        '2',
      ],
      ...['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'],
      ...['-keyout', keyFile, '-out', certFile],
    ],
    { stdio: 'pipe' },
  );
  return { certFile, keyFile, ca: readFileSync(certFile, 'utf8'), key: readFileSync(keyFile, 'utf8') };
}
