import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { asProblem } from '../api.ts';
import { uploadGreeting } from '../api-telephone.ts';
import { de } from '../de.ts';
import { formatDuration } from '../format.ts';
import { Field } from './field.tsx';
import type { GreetingDraft } from './greeting-draft.ts';
import { Icon } from './icon.tsx';
import { playing, stopPreview, togglePreview } from './preview.ts';

/** The server's limit. */
const mostBytes = 20 * 1024 * 1024;

/** An uploaded greeting. The old one stays until a new one has been found valid (R052, R054). */
export function GreetingUpload({
  name,
  upload,
  onUpload,
}: {
  name: string;
  upload: GreetingDraft['upload'];
  onUpload: (upload: NonNullable<GreetingDraft['upload']>) => void;
}) {
  /** Part of the file that is sent; `done` after a good upload. */
  const progress = useSignal<number | 'done' | null>(null);
  const error = useSignal<string | null>(null);
  useEffect(() => stopPreview, []);

  const send = async (file: File) => {
    if (typeof progress.value === 'number') return;
    error.value = null;
    if (file.size > mostBytes) {
      error.value = de.greetings.tooLarge;
      return;
    }
    progress.value = 0;
    try {
      const { audioId, fileName, durationMs } = await uploadGreeting(file, part => {
        progress.value = part;
      });
      stopPreview();
      onUpload({ audioId, fileName, durationMs });
      progress.value = 'done';
    } catch (thrown) {
      error.value = asProblem(thrown).message;
      progress.value = null;
    }
  };
  const isPlaying = upload !== null && playing.value === upload.audioId;

  return (
    <>
      <div class="upload-now">
        {upload ? (
          <>
            <button
              type="button"
              class="button round"
              aria-label={isPlaying ? de.greetings.pauseNamed(name) : de.greetings.playNamed(name)}
              onClick={async () => {
                if (!(await togglePreview(upload.audioId))) error.value = de.greetings.playFailed;
              }}
            >
              <Icon name={isPlaying ? 'pause' : 'play'} />
            </button>
            <span class="number">
              {de.greetings.fileNow(upload.fileName, formatDuration(upload.durationMs))}
            </span>
          </>
        ) : (
          <span class="quiet">{de.greetings.fileNone}</span>
        )}
      </div>
      <Field label={de.greetings.file} hint={de.greetings.fileHint} error={error.value}>
        {attributes => (
          <input
            {...attributes}
            type="file"
            accept=".mp3,.wav,audio/mpeg,audio/wav"
            onChange={event => {
              const input = event.currentTarget;
              const file = input.files?.[0];
              if (file) send(file);
            }}
          />
        )}
      </Field>
      <p class="upload-state" role="status">
        <Progress progress={progress.value} />
      </p>
      <p class="quiet small">{de.greetings.studioTip}</p>
    </>
  );
}

function Progress({ progress }: { progress: number | 'done' | null }) {
  if (progress === null) return null;
  if (progress === 'done') {
    return (
      <span class="with-icon good">
        <Icon name="check" />
        {de.greetings.uploaded}
      </span>
    );
  }
  // Sent whole, it is still to be looked at.
  if (progress >= 1) return <>{de.greetings.converting}</>;
  return <>{de.greetings.uploading(Math.round(progress * 100))}</>;
}
