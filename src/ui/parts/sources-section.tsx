import { useSignal } from '@preact/signals';
import { useEffect, useId } from 'preact/hooks';
import type { SourceView } from '../../domain/api-contact-sources.ts';
import { type ApiProblem, asProblem } from '../api.ts';
import { acceptHostKey, listSources, removeSource, runSource } from '../api-sources.ts';
import { formatWhen } from '../format.ts';
import { onNews } from '../live.ts';
import { sources as words } from '../texts/sources.ts';
import { ConfirmButton } from './confirm-button.tsx';
import { ErrorNote } from './error-note.tsx';
import { Field } from './field.tsx';
import { Icon } from './icon.tsx';
import { type SourceKindName, sourceKinds, whereOf } from './source-fields.ts';
import { SourceForm } from './source-form.tsx';
import { SourceRuns, SourceState } from './source-runs.tsx';

/** Einstellungen → Quellen: where contact lists come from by themselves; one source at a time is edited. */
export function SourcesSection() {
  const id = useId();
  const list = useSignal<SourceView[] | null>(null);
  const importFolders = useSignal<string[]>([]);
  const problem = useSignal<ApiProblem | null>(null);
  /** An id, or the kind of a new one. */
  const edited = useSignal<{ sourceId: string } | { kind: SourceKindName } | null>(null);
  const chosen = useSignal<SourceKindName>('sftp');

  const attempt = async (work: () => Promise<unknown>) => {
    try {
      await work();
      const reply = await listSources();
      list.value = reply.sources;
      importFolders.value = reply.importFolders;
      problem.value = null;
    } catch (error) {
      problem.value = asProblem(error);
    }
  };
  const read = () => attempt(async () => undefined);
  useEffect(() => {
    read();
    return onNews(news => {
      if (news.type === 'health-changed' || news.type === 'reconnected') read();
    });
  }, []);
  const close = () => {
    edited.value = null;
  };
  const done = async () => {
    close();
    await read();
  };
  const now = edited.value;

  return (
    <section class="section sources" aria-labelledby={id}>
      <h2 id={id}>{words.title}</h2>
      <p class="quiet">{words.intro}</p>
      {problem.value && <ErrorNote problem={problem.value} onRetry={read} />}
      {list.value?.length === 0 && !now && <p>{words.none}</p>}
      <ul class="trunk-list">
        {list.value?.map(source => (
          <li key={source.sourceId}>
            <Row
              source={source}
              onRun={() => attempt(() => runSource(source.sourceId))}
              onEdit={() => {
                edited.value = { sourceId: source.sourceId };
              }}
              onRemove={() => attempt(() => removeSource(source.sourceId))}
              onAccept={hostKey => attempt(() => acceptHostKey(source.sourceId, hostKey))}
            />
            {now && 'sourceId' in now && now.sourceId === source.sourceId && (
              <SourceForm
                source={source}
                kind={source.place.kind}
                importFolders={importFolders.value}
                onDone={done}
                onCancel={close}
              />
            )}
          </li>
        ))}
      </ul>
      {now && 'kind' in now ? (
        <SourceForm
          key={now.kind}
          source={null}
          kind={now.kind}
          importFolders={importFolders.value}
          onDone={done}
          onCancel={close}
        />
      ) : (
        <div class="trunk-add">
          <Field label={words.kind}>
            {attributes => (
              <select
                {...attributes}
                value={chosen.value}
                onChange={event => {
                  chosen.value = event.currentTarget.value as SourceKindName;
                }}
              >
                {sourceKinds.map(kind => (
                  <option key={kind} value={kind}>
                    {words.kinds[kind]}
                  </option>
                ))}
              </select>
            )}
          </Field>
          <button
            type="button"
            class="button"
            onClick={() => {
              edited.value = { kind: chosen.value };
            }}
          >
            <Icon name="plus" />
            {words.add}
          </button>
        </div>
      )}
    </section>
  );
}

function Row({
  source,
  onRun,
  onEdit,
  onRemove,
  onAccept,
}: {
  source: SourceView;
  onRun: () => void;
  onEdit: () => void;
  onRemove: () => void;
  onAccept: (hostKey: string) => void;
}) {
  const { name, offeredHostKey, nextRunAt } = source;
  return (
    <>
      <div class="source-row">
        <div>
          <strong>{name}</strong>
          <span class="quiet">{`${words.kinds[source.place.kind]} · ${whereOf(source)}`}</span>
          <span class="quiet">
            {words.scheduleWords(source.schedule)}
            {nextRunAt !== null && source.schedule.every !== 'change' && (
              <> · {words.next(formatWhen(nextRunAt, { withTime: true }))}</>
            )}
          </span>
        </div>
        <SourceState source={source} />
        <div class="actions">
          <button type="button" class="button" aria-label={words.runNamed(name)} onClick={onRun}>
            {words.run}
          </button>
          <button type="button" class="button" aria-label={words.editNamed(name)} onClick={onEdit}>
            {words.edit}
          </button>
          <ConfirmButton
            label={words.removeNamed(name)}
            question={words.removeQuestion(name)}
            action={words.remove}
            onConfirm={onRemove}
          >
            <Icon name="close" />
          </ConfirmButton>
        </div>
      </div>
      {source.problem !== null && (
        <div class="note bad">
          <p>{source.problem}</p>
          {offeredHostKey !== null && (
            <>
              <dl>
                <dt>{words.hostKey}</dt>
                <dd class="host-key">{source.hostKey}</dd>
                <dt>{words.newHostKey}</dt>
                <dd class="host-key">{offeredHostKey}</dd>
              </dl>
              <ConfirmButton
                label={words.acceptHostKey}
                question={words.acceptQuestion(name, offeredHostKey)}
                action={words.acceptHostKey}
                look=""
                onConfirm={() => onAccept(offeredHostKey)}
              >
                {words.acceptHostKey}
              </ConfirmButton>
            </>
          )}
        </div>
      )}
      <SourceRuns source={source} />
    </>
  );
}
