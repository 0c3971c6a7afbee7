import { useSignal } from '@preact/signals';
import { useEffect, useId, useRef } from 'preact/hooks';
import type { ModelSetView, ModelsReply } from '../../domain/api-models.ts';
import { type ApiProblem, asProblem } from '../api.ts';
import {
  checkModel,
  chooseModel,
  downloadModel,
  downloadSet,
  getModels,
  stopDownload,
} from '../api-models.ts';
import { onNews } from '../live.ts';
import { models as words } from '../texts/models.ts';
import { ConfirmButton } from './confirm-button.tsx';
import { ErrorNote } from './error-note.tsx';
import { Icon } from './icon.tsx';
import { ModelRow } from './model-row.tsx';

const groups = ['recognition', 'activity', 'voice', 'language'] as const;

/** While something is fetched or checked it is asked this often, in case news get lost. */
const askEveryMs = 5_000;

/** Einstellungen → Sprachmodelle: sets on top, then each model with what can be done. */
export function ModelsSection() {
  const id = useId();
  const reply = useSignal<ModelsReply | null>(null);
  const problem = useSignal<ApiProblem | null>(null);
  const reading = useRef<{ isRunning: boolean; isWanted: boolean }>({ isRunning: false, isWanted: false });

  /** News come faster than answers on a slow line: one question at a time, and the last news count. */
  const read = async () => {
    const now = reading.current;
    now.isWanted = true;
    if (now.isRunning) return;
    now.isRunning = true;
    while (now.isWanted) {
      now.isWanted = false;
      try {
        reply.value = await getModels();
      } catch (error) {
        // What was known stays; only a page that knows nothing has to say so.
        if (reply.value === null) problem.value = asProblem(error);
      }
    }
    now.isRunning = false;
  };
  const act = async (ask: () => Promise<ModelsReply>) => {
    problem.value = null;
    try {
      reply.value = await ask();
    } catch (error) {
      problem.value = asProblem(error);
      await read();
    }
  };
  useEffect(() => {
    read();
    return onNews(news => {
      if (news.type === 'models-changed' || news.type === 'reconnected') read();
    });
  }, []);
  const isBusy = reply.value?.models.some(model => ['loading', 'checking'].includes(model.state)) ?? false;
  useEffect(() => {
    if (!isBusy) return;
    const timer = setInterval(read, askEveryMs);
    return () => clearInterval(timer);
  }, [isBusy]);

  const known = reply.value;
  return (
    <section class="section models" aria-labelledby={id}>
      <h2 id={id}>{words.title}</h2>
      <p class="quiet">{words.intro}</p>
      {problem.value && <ErrorNote problem={problem.value} {...(known ? {} : { onRetry: read })} />}
      {!known && !problem.value && <p class="quiet">{words.loading}</p>}
      {known && (
        <>
          <p class="quiet">{words.machine(known.machine)}</p>
          <h3>{words.sets}</h3>
          {known.sets.every(set => !set.isRecommended) && <p>{words.noneFits}</p>}
          <ul class="model-list">
            {known.sets.map(set => (
              <SetRow
                key={set.name}
                set={set}
                isLoading={known.models.some(
                  model => model.state === 'loading' && set.models.includes(model.title),
                )}
                onLoad={() => act(() => downloadSet(set.name))}
              />
            ))}
          </ul>
          {groups.map(group => {
            const members = known.models.filter(model => model.group === group);
            return (
              members.length > 0 && (
                <div key={group} class="model-group">
                  <h3>{words.groups[group]}</h3>
                  <ul class="model-list">
                    {members.map(model => (
                      <ModelRow
                        key={model.name}
                        model={model}
                        onLoad={() => act(() => downloadModel(model.name))}
                        onCancel={() => act(() => stopDownload(model.name))}
                        onCheck={() => act(() => checkModel(model.name))}
                        onChoose={isChosen => act(() => chooseModel(model.name, isChosen))}
                      />
                    ))}
                  </ul>
                </div>
              )
            );
          })}
          <details class="model-stick">
            <summary>{words.stick}</summary>
            <ol>
              {words.stickSteps.map(step => (
                <li key={step}>{step}</li>
              ))}
            </ol>
            <p>
              <code>{words.stickCommand}</code>
            </p>
            <p>{words.stickAfter}</p>
          </details>
        </>
      )}
    </section>
  );
}

function SetRow({ set, isLoading, onLoad }: { set: ModelSetView; isLoading: boolean; onLoad: () => void }) {
  const { title, fetchBytes, hosts } = set;
  return (
    <li>
      <div class="model-head">
        <strong>{title}</strong>
        {set.isRecommended && <span class="tag">{words.recommended}</span>}
        {!set.suits && <span class="quiet">{words.tooBig}</span>}
      </div>
      <p class="quiet">{words.setHolds(set)}</p>
      <div class="actions">
        {set.isInstalled && (
          <span class="with-icon good">
            <Icon name="check" />
            {words.setInstalled}
          </span>
        )}
        {!set.isInstalled && isLoading && <span>{words.setLoading}</span>}
        {!set.isInstalled && !isLoading && (
          <ConfirmButton
            look={set.isRecommended ? 'primary' : ''}
            label={words.loadNamed(title)}
            question={words.question({ title, fetchBytes, hosts, brings: [] })}
            action={words.load}
            onConfirm={onLoad}
          >
            <Icon name="download" />
            {words.load}
          </ConfirmButton>
        )}
      </div>
    </li>
  );
}
