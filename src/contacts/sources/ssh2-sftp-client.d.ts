/** The part of ssh2-sftp-client (12.1) and of the ssh2 below it (1.17) that `from-sftp.ts` uses. */
declare module 'ssh2-sftp-client' {
  import type { EventEmitter } from 'node:events';
  import type { Socket } from 'node:net';
  import type { Readable } from 'node:stream';

  export interface RawAttributes {
    mode?: number;
    size?: number;
    /** Seconds since 1970. */
    mtime?: number;
  }
  export type KeyboardQuestion = [
    name: string,
    instructions: string,
    language: string,
    prompts: { prompt: string; echo?: boolean }[],
    answer: (answers: string[]) => void,
  ];
  interface RawSftp {
    opendir(path: string, done: (error: Error | undefined, handle: Buffer) => void): void;
    /** About a hundred at a time; after the last ones an error with code 1. */
    readdir(
      handle: Buffer,
      done: (
        error: (Error & { code?: unknown }) | undefined,
        list: { filename: string; attrs: RawAttributes }[],
      ) => void,
    ): void;
    close(handle: Buffer, done: (error?: Error) => void): void;
    /** Follows links. */
    stat(
      path: string,
      done: (error: (Error & { code?: unknown }) | undefined, attrs: RawAttributes) => void,
    ): void;
    realpath(
      path: string,
      done: (error: (Error & { code?: unknown }) | undefined, path: string) => void,
    ): void;
    createReadStream(path: string): Readable;
  }
  export default class SftpClient extends EventEmitter {
    constructor(name?: string, callbacks?: Record<string, (error: unknown) => void>);
    /** There once `connect` has resolved. */
    sftp: RawSftp;
    client: EventEmitter & { destroy(): void };
    connect(options: {
      /** Connected already. */
      sock: Socket;
      username: string;
      password?: string;
      privateKey?: string;
      passphrase?: string;
      readyTimeout: number;
      keepaliveInterval: number;
      keepaliveCountMax: number;
      tryKeyboard?: boolean;
      algorithms?: { serverHostKey: string[] };
      /** The key as it goes over the wire. False: the connection ends before anything of ours is sent. */
      hostVerifier: (key: Buffer) => boolean;
    }): Promise<unknown>;
    end(): Promise<unknown>;
  }
}

declare module 'ssh2' {
  const ssh2: {
    utils: {
      parseKey(key: string, passphrase?: string): Error | object;
      generateKeyPairSync(type: 'ed25519'): { private: string; public: string };
      sftp: { STATUS_CODE: { OK: number; EOF: number } };
    };
    /** For tests. */
    Server: new (
      options: { hostKeys: string[] },
      onClient: (client: {
        on(event: string, listener: (...facts: never[]) => void): void;
        end(): void;
      }) => void,
    ) => {
      listen(port: number, host: string, done: () => void): void;
      address(): { port: number };
      close(): void;
    };
  };
  export default ssh2;
}
