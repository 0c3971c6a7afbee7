import type { CallDetail } from '../../domain/api-calls.ts';
import { audioUrl } from '../api.ts';
import { de } from '../de.ts';
import { formatDuration } from '../format.ts';
import { Icon } from './icon.tsx';
import type { Part, Player } from './player-model.ts';

/** The recording: first a button that fetches it, then the player. */
export function Recording({
  player,
  facts,
}: {
  player: Player;
  facts: NonNullable<CallDetail['recording']>;
}) {
  const { fromMs, toMs } = shownPart(player);
  return (
    <section class="part" aria-labelledby="audio-title">
      <h3 id="audio-title">
        {de.audio.title} <span class="quiet number">{formatDuration(toMs - fromMs)}</span>
      </h3>
      {!facts.isComplete && <p class="note warn">{de.audio.incomplete}</p>}
      {facts.isCutAtLimit && <p class="note warn">{de.audio.cut}</p>}
      <PlayerBody player={player} />
    </section>
  );
}

function PlayerBody({ player }: { player: Player }) {
  const state = player.state.value;
  if (state === 'gone') return <p class="quiet">{de.audio.gone}</p>;
  if (state === 'idle' || state === 'loading') {
    return (
      <button type="button" class="button" aria-disabled={state === 'loading'} onClick={player.load}>
        <Icon name="audio" />
        {state === 'loading' ? de.audio.loading : de.audio.load}
      </button>
    );
  }
  return (
    <>
      {state === 'failed' && (
        <p class="note warn" role="alert">
          {de.audio.failed}
        </p>
      )}
      <div class="player">
        {state === 'ready' && <Controls player={player} />}
        <a
          class="button plain"
          href={audioUrl(player.callId)}
          download={`hausruf-${player.callId}.wav`}
          title={de.audio.download}
        >
          <Icon name="download" />
          <span class={state === 'ready' ? 'unseen' : undefined}>{de.audio.download}</span>
        </a>
      </div>
    </>
  );
}

function Controls({ player }: { player: Player }) {
  const isPlaying = player.isPlaying.value;
  const at = formatDuration(player.atMs.value);
  const { fromMs, toMs } = shownPart(player);
  const all = formatDuration(toMs);
  return (
    <>
      <button
        type="button"
        class="button round primary"
        aria-label={isPlaying ? de.audio.pause : de.audio.play}
        onClick={player.toggle}
      >
        <Icon name={isPlaying ? 'pause' : 'play'} />
      </button>
      <span class="number">{at}</span>
      <div class="wave">
        <Wave player={player} />
        <input
          type="range"
          min={fromMs}
          max={toMs}
          step={1000}
          value={player.atMs.value}
          aria-label={de.audio.position}
          aria-valuetext={`${at} / ${all}`}
          onInput={event => player.seek(Number(event.currentTarget.value))}
        />
      </div>
      <span class="number quiet">{all}</span>
      <button type="button" class="button plain number" onClick={player.changeRate}>
        <span class="unseen">{de.audio.rate(rateText(player))}</span>
        <span aria-hidden="true">{rateText(player)}×</span>
      </button>
      {isTrimmed(player) && (
        <label class="choice small">
          <input
            type="checkbox"
            checked={player.isWhole.value}
            onChange={event => player.playWhole(event.currentTarget.checked)}
          />
          {de.audio.whole}
        </label>
      )}
    </>
  );
}

const rateText = (player: Player) => player.rate.value.toLocaleString('de-DE');

const bars = 120;

/** The wave form: one bar per stretch, drawn twice, the second cut off where playing has come to. */
function Wave({ player }: { player: Player }) {
  const { fromMs, toMs } = shownPart(player);
  const path = wavePath(peaksOf(player));
  const length = toMs - fromMs;
  const played = length <= 0 ? 0 : Math.max(0, (player.atMs.value - fromMs) / length) * bars;
  return (
    <svg viewBox={`0 0 ${bars} 40`} preserveAspectRatio="none" aria-hidden="true">
      <path class="wave-rest" d={path} />
      <clipPath id={`played-${player.callId}`}>
        <rect width={played} height="40" />
      </clipPath>
      <path class="wave-played" d={path} clip-path={`url(#played-${player.callId})`} />
    </svg>
  );
}

/** What the controls show: the part worth hearing, or everything. */
function shownPart(player: Player): Part {
  return player.isWhole.value ? { fromMs: 0, toMs: player.durationMs } : player.part.value;
}

/** Less than this is not worth a switch. */
const leastTrimMs = 500;

function isTrimmed({ part, durationMs }: Player): boolean {
  const { fromMs, toMs } = part.value;
  return fromMs + (durationMs - toMs) >= leastTrimMs;
}

/** The peaks of what is shown. */
function peaksOf(player: Player): readonly number[] {
  const peaks = player.peaks.value;
  const { fromMs, toMs } = shownPart(player);
  const place = (ms: number) => Math.round((ms / Math.max(1, player.durationMs)) * peaks.length);
  return peaks.slice(place(fromMs), place(toMs));
}

function wavePath(peaks: readonly number[]): string {
  return Array.from({ length: bars }, (_, bar) => {
    const from = Math.floor((bar * peaks.length) / bars);
    const to = Math.max(from + 1, Math.floor(((bar + 1) * peaks.length) / bars));
    const loudest = Math.max(0, ...peaks.slice(from, to));
    const half = Math.max(1, (loudest / 100) * 19);
    return `M${bar + 0.5} ${20 - half}V${20 + half}`;
  }).join('');
}
