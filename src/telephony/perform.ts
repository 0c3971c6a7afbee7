/** CallCommand → ARI. What the conversation decided is carried out here and nowhere else. */
import { CallerGone, NothingThere, type PhoneCommand, TALK_SILENCE_MS } from '../domain/call.ts';
import { type AriClient, AriRefusal } from './ari-client.ts';
import { readReceivedPackets } from './ari-events.ts';

/**
 * Mean amplitude (of 32768) that counts as talk: Asterisk's own default. Noise of RMS 376 was told from
 * speech with it, where its recording threshold of 128 was not (asterisk.md §4.3).
 */
const TALK_THRESHOLD = 256;

/**
 * Carries one command out on one channel. Throws CallerGone when the channel is no longer there, else
 * what the client throws. Answers the packets received for `countMedia`.
 */
export async function perform(
  ari: AriClient,
  channelId: string,
  command: PhoneCommand,
): Promise<{ packets: number } | undefined> {
  const channel = `/channels/${encodeURIComponent(channelId)}`;
  try {
    switch (command.type) {
      case 'answer':
        await ari.request('POST', `${channel}/answer`);
        return;
      case 'play':
        await ari.request('POST', `${channel}/play/${encodeURIComponent(command.playbackId)}`, {
          media: `sound:${command.media}`,
        });
        return;
      case 'stopPlayback':
        await ari.request('DELETE', `/playbacks/${encodeURIComponent(command.playbackId)}`);
        return;
      case 'record':
        // Without it a noisy line runs to the limit: worth trying, not worth failing for.
        await ari
          .request('POST', `${channel}/variable`, {
            variable: 'TALK_DETECT(set)',
            value: `${TALK_SILENCE_MS},${TALK_THRESHOLD}`,
          })
          .catch(ignoreUnlessGone);
        await ari.request('POST', `${channel}/record`, {
          name: command.recordingName,
          format: 'wav',
          maxDurationSeconds: String(command.maxSeconds),
          maxSilenceSeconds: String(command.maxSilenceSeconds),
          // An older file of this name would be a message: never write over it.
          ifExists: 'fail',
          beep: 'false',
          terminateOn: 'none',
        });
        return;
      case 'stopRecording':
        await ari.request('POST', `/recordings/live/${encodeURIComponent(command.recordingName)}/stop`);
        return;
      case 'countMedia': {
        const packets = readReceivedPackets(await ari.request('GET', `${channel}/rtp_statistics`));
        // Without a count there is no evidence of a dead line: see advance.ts.
        if (packets === null) throw new Error('Asterisk gave no packet count');
        return { packets };
      }
      case 'handOver':
        await ari.request('POST', `${channel}/continue`, { extension: 'fallback', priority: '1' });
        return;
      case 'hangUp':
        await ari.request('DELETE', channel);
        return;
    }
  } catch (error) {
    if (!isGone(error)) throw error;
    throw command.type === 'stopRecording' || command.type === 'stopPlayback'
      ? new NothingThere()
      : new CallerGone();
  }
}

function isGone(error: unknown): boolean {
  // 404: the channel is no more. 409 "not in Stasis": it has left us and the hang-up event is on its way.
  return error instanceof AriRefusal && error.status === 404;
}

function ignoreUnlessGone(error: unknown): void {
  if (isGone(error)) throw error;
}
