/** CallCommand → ARI. What the conversation decided is carried out here and nowhere else. */
import { CallerGone, type Listened, NothingThere, type PhoneCommand } from '../domain/call.ts';
import type { Forwarding } from '../domain/menu.ts';
import { type AriClient, AriRefusal } from './ari-client.ts';
import type { Ear } from './ear.ts';

/** How long a person may take to press 1: three times the announcement (7.1 s) and 4 s each. */
const ACCEPT_SECONDS = 40;

export interface PerformOptions {
  ari: AriClient;
  app: string;
  ear: Ear;
  channelId: string;
  /** What dials this target, e.g. `trunk-…`; `shownNumber`: what the person sees, null: the caller's. */
  routeOf: (forwarding: Forwarding) => { endpoint: string; shownNumber: string | null } | null;
  /** Called before the channel leaves our application for a while; its leaving is no hang-up. */
  onAway: (isAway: boolean) => void;
}

/**
 * Carries one command out on one channel. Throws CallerGone when the channel is no longer there, else
 * what the client throws. Answers `listen`.
 */
export async function perform(options: PerformOptions, command: PhoneCommand): Promise<Listened | undefined> {
  const { ari, channelId } = options;
  const channel = `/channels/${encodeURIComponent(channelId)}`;
  try {
    switch (command.type) {
      case 'play':
        await ari.request('POST', `${channel}/play/${encodeURIComponent(command.playbackId)}`, {
          media: `sound:${command.media}`,
        });
        return;
      case 'stopPlayback':
        await ari.request('DELETE', `/playbacks/${encodeURIComponent(command.playbackId)}`);
        return;
      case 'record':
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
      case 'listen':
        return await options.ear.listen({ ...command, channelId });
      case 'forward':
        await forward(options, command.forwarding);
        return;
      case 'noteForward':
        // For the desk that wraps us.
        return;
      case 'handOver':
        await ari.request('POST', `${channel}/continue`, {
          context: 'controller',
          extension: 'fallback',
          priority: '1',
        });
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

/**
 * Hands the caller to the dialplan, which dials (asterisk-config/extensions.conf): so both legs end together
 * even when we have died. The target comes from the mailbox, never from what a caller pressed or said.
 */
async function forward(options: PerformOptions, forwarding: Forwarding): Promise<void> {
  const { ari, channelId } = options;
  const route = options.routeOf(forwarding);
  if (!route) throw new Error('no trunk can dial out');
  const channel = `/channels/${encodeURIComponent(channelId)}`;
  // Asterisk forgets to tell us of a channel that leaves our application, unless asked to go on.
  await ari.request('POST', `/applications/${encodeURIComponent(options.app)}/subscription`, {
    eventSource: `channel:${channelId}`,
  });
  for (const [variable, value] of Object.entries(dialVariables(forwarding, route))) {
    await ari.request('POST', `${channel}/variable`, { variable, value });
  }
  options.onAway(true);
  try {
    await ari.request('POST', `${channel}/continue`, {
      context: 'controller',
      extension: 'forward',
      priority: '1',
    });
  } catch (error) {
    // No answer is no refusal: the caller may well be on his way.
    if (!(error instanceof AriRefusal)) return;
    options.onAway(false);
    throw error;
  }
}

function dialVariables(
  forwarding: Forwarding,
  route: { endpoint: string; shownNumber: string | null },
): Record<string, string> {
  const target = `PJSIP/${forwarding.target}@${route.endpoint}`;
  // Two underscores: our own leg in between inherits it.
  return forwarding.mustAccept
    ? {
        __HR_FWD_INNER: target,
        __HR_FWD_RING: String(forwarding.ringSeconds),
        HR_FWD_DIAL: `Local/${forwarding.target}@forward-accept`,
        HR_FWD_LIMIT: String(forwarding.ringSeconds + ACCEPT_SECONDS),
        HR_FWD_NUMBER: route.shownNumber ?? '',
      }
    : {
        HR_FWD_DIAL: target,
        HR_FWD_LIMIT: String(forwarding.ringSeconds),
        HR_FWD_NUMBER: route.shownNumber ?? '',
      };
}

function isGone(error: unknown): boolean {
  // 404: the channel is no more; 422: asked to watch one that is no more. 409 "not in Stasis": it has left us and the hang-up event is on its way.
  return error instanceof AriRefusal && (error.status === 404 || error.status === 422);
}
