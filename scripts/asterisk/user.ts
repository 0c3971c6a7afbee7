/** As whom Asterisk runs when root starts it. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { HausrufError } from '../../src/domain/problem.ts';

export interface OtherUser {
  name: string;
  uid: number;
  gid: number;
}

/**
 * The wanted user, else `asterisk`, else `nobody`; null when we are not root, or when that user cannot
 * reach one of the folders (a checkout in root's home, say): then Asterisk runs as ourselves.
 * Throws HausrufError CONFIG_INVALID when that happens to a wanted user.
 */
export function otherUser(options: {
  wanted: string | null;
  mustReach: readonly string[];
}): OtherUser | null {
  if (process.getuid?.() !== 0) return null;
  for (const name of options.wanted ? [options.wanted] : ['asterisk', 'nobody']) {
    const user = findUser(name);
    if (user && options.mustReach.every(path => canReach(user, path))) return user;
  }
  if (options.wanted) {
    throw new HausrufError(
      'CONFIG_INVALID',
      `HAUSRUF_ASTERISK_USER is ${options.wanted}, but there is no such user or it cannot reach Asterisk's folders.`,
    );
  }
  return null;
}

function findUser(name: string): OtherUser | null {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find(each => each.startsWith(`${name}:`));
  const [, , uid, gid] = line?.split(':') ?? [];
  return uid && gid ? { name, uid: Number(uid), gid: Number(gid) } : null;
}

/** Asked of the kernel as that user: the modes of every folder above would only be a guess. */
function canReach(user: OtherUser, path: string): boolean {
  const { uid, gid } = user;
  return spawnSync('/usr/bin/test', ['-x', path], { uid, gid, stdio: 'ignore' }).status === 0;
}
