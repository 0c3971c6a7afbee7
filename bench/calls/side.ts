/** What the bench sees of either side: whom to call, whose processor time counts, what was recorded. */
export interface Side {
  name: 'ours' | 'peer';
  sip: { host: string; port: number };
  /** Whom the caller of this index dials. */
  dialled: (index: number) => string;
  /** From the answer to the end of the beep's tone, in ms, if nothing takes any time. */
  untilBeepEndMs: number;
  pids: { asterisk: number; controller: number | null };
  /** Waits until everything that was left is a message, then answers caller number → its recording. */
  recordings(calls: number): Promise<ReadonlyMap<string, string>>;
  close(): Promise<void>;
}
